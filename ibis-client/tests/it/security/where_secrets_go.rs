//! Passwords, secrets and tokens go over checked HTTPS alone, or stay on this machine.

use ibis_client::{Credentials, Error, IbisClientConnection, IbisClientConnectionBuilder};

const LOOKUP: &str = "https://lookup.example/";
const PLAIN: &str = "http://lookup.example/";

fn to(url: &str) -> IbisClientConnectionBuilder {
    IbisClientConnection::builder().base_url(url)
}

fn group() -> Credentials {
    Credentials::group("editors", "sesame")
}

fn gateway() -> Credentials {
    Credentials::api_gateway("id", "sesame")
}

fn assert_refused(result: Result<IbisClientConnection, Error>) {
    let error = result.unwrap_err();
    assert!(matches!(error, Error::Configuration { setting: "credentials", .. }), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("danger_send_credentials_insecurely") && text.contains("https"), "{text}");
    assert!(!text.contains("sesame"), "{text}");
}

#[test]
fn they_do_not_go_without_checked_https() {
    assert_refused(to(PLAIN).credentials(group()).build());
    assert_refused(to(LOOKUP).danger_accept_invalid_certs(true).credentials(group()).build());
    assert_refused(to(PLAIN).credentials(gateway()).build());
    assert_refused(to(LOOKUP).token_url("http://tokens.example/").credentials(gateway()).build());
    to(LOOKUP).credentials(group()).build().unwrap();
    to(LOOKUP).credentials(gateway()).build().unwrap();
}

#[test]
fn nor_when_they_are_set_later() {
    let unchecked = IbisClientConnection::new("lookup.example", 443, "", false).unwrap();
    let plain = to(PLAIN).build().unwrap();
    for conn in [unchecked, plain] {
        for result in
            [conn.set_credentials(group()), conn.set_username("editors"), conn.set_password("sesame")]
        {
            assert_refused(result.map(|()| conn.clone()));
        }
        conn.set_credentials(Credentials::anonymous()).unwrap();
    }
}

#[test]
fn this_machine_is_exempt() {
    for url in ["http://localhost:8080/", "http://127.0.0.1/", "http://[::1]/", "https://localhost:8443/ibis"]
    {
        to(url).danger_accept_invalid_certs(true).credentials(group()).build().unwrap();
    }
    IbisClientConnection::local().unwrap().set_credentials(group()).unwrap();
}

#[test]
fn builder_may_insist_by_name() {
    to(PLAIN).danger_send_credentials_insecurely(true).credentials(group()).build().unwrap();
    let conn = to(PLAIN).danger_send_credentials_insecurely(true).build().unwrap();
    conn.set_password("sesame").unwrap();
}

#[test]
fn url_takes_no_password() {
    let error = to("https://editors:sesame@lookup.example/").build().unwrap_err();
    assert!(!error.to_string().contains("sesame"), "{error}");
}
