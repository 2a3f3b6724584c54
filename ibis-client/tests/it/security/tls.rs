//! Untrusted certificates.

use std::net::SocketAddr;
use std::sync::Arc;

use ibis_client::{Credentials, Error, IbisMethods, PersonMethods};
use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, Sandbox};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

use crate::resilience::builder;

/// A server with a certificate for `localhost` from its own authority, which expired in 2001 or never expires.
struct Server {
    address: SocketAddr,
    ca_pem: String,
    handshakes: watch::Receiver<usize>,
    requests: watch::Receiver<usize>,
}

impl Server {
    async fn start(expired: bool) -> Self {
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = KeyPair::generate().unwrap();
        let ca_pem = authority.self_signed(&authority_key).unwrap().pem();
        let issuer = Issuer::new(authority, authority_key);
        let mut leaf = CertificateParams::new(["localhost".to_owned()]).unwrap();
        if expired {
            leaf.not_before = rcgen::date_time_ymd(2000, 1, 1);
            leaf.not_after = rcgen::date_time_ymd(2001, 1, 1);
        }
        let key = KeyPair::generate().unwrap();
        let certificate = leaf.signed_by(&key, &issuer).unwrap().der().clone();
        let config =
            rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(vec![certificate], PrivatePkcs8KeyDer::from(key.serialize_der()).into())
                .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (tried, handshakes) = watch::channel(0);
        let (received, requests) = watch::channel(0);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tried.send_modify(|count| *count += 1);
                if acceptor.accept(stream).await.is_ok() {
                    received.send_modify(|count| *count += 1);
                }
            }
        });
        Self { address, ca_pem, handshakes, requests }
    }
}

/// Nothing was sent, and there was no retry: the certificate would be the same.
fn assert_untrusted(error: &Error, words: &[&str]) {
    let Error::Transport { source, .. } = error else { panic!("{error:?}") };
    assert!(source.is_connect() && !error.is_retryable() && !error.outcome_unknown(), "{error:?}");
    assert!(words.iter().any(|word| error.to_string().contains(word)), "{error}");
}

#[tokio::test]
async fn unknown_authority_is_not_trusted() {
    let server = Server::start(false).await;
    let conn = builder(format!("https://localhost:{}/", server.address.port())).build().unwrap();
    let error = IbisMethods::new(&conn).get_version().await.unwrap_err();
    assert_untrusted(&error, &["UnknownIssuer", "unknown issuer", "UnknownCa", "not trusted"]);
    let edit = PersonMethods::new(&conn).delete_attribute("crsid", "spqr1", 1).await.unwrap_err();
    assert_untrusted(&edit, &["certificate"]);
    assert_eq!((*server.handshakes.borrow(), *server.requests.borrow()), (2, 0));
}

#[tokio::test]
async fn expired_certificate_is_not_trusted() {
    let server = Server::start(true).await;
    let url = format!("https://localhost:{}/", server.address.port());
    let conn = builder(url).add_root_certificates(server.ca_pem.clone()).build().unwrap();
    let error = IbisMethods::new(conn).get_version().await.unwrap_err();
    assert_untrusted(&error, &["expired", "Expired"]);
    assert_eq!(*server.handshakes.borrow(), 1);
}

#[tokio::test]
async fn certificate_of_another_host_is_not_trusted() {
    let server = Server::start(false).await;
    let url = format!("https://127.0.0.1:{}/", server.address.port());
    let conn = builder(url).add_root_certificates(server.ca_pem.clone()).build().unwrap();
    let error = IbisMethods::new(conn).get_version().await.unwrap_err();
    assert_untrusted(&error, &["not valid for name", "NotValidForName"]);
    assert_eq!(*server.handshakes.borrow(), 1);
}

#[tokio::test]
async fn added_authority_is_trusted() {
    let sandbox = Sandbox::builder().tls().start().await.unwrap();
    let conn = builder(sandbox.tls_url().unwrap())
        .add_root_certificates(sandbox.ca_pem().unwrap())
        .credentials(Credentials::group(EDITOR_GROUP, EDITOR_PASSWORD))
        .build()
        .unwrap();
    IbisMethods::new(conn).get_version().await.unwrap();
}

#[tokio::test]
async fn any_certificate_is_trusted_if_the_builder_allows_it() {
    let sandbox = Sandbox::builder().tls().start().await.unwrap();
    let conn = builder(sandbox.tls_url().unwrap()).danger_accept_invalid_certs(true).build().unwrap();
    IbisMethods::new(conn).get_version().await.unwrap();
}

#[test]
fn invalid_root_certificate_is_an_error() {
    for pem in ["", "sesame", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"] {
        let error = builder("https://localhost/").add_root_certificates(pem).build().unwrap_err();
        assert!(matches!(error, Error::Configuration { setting: "root certificates", .. }), "{error:?}");
    }
}
