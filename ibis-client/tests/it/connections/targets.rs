//! The URLs of connections.

use ibis_client::{Error, IbisClientConnection, IbisMethods, PersonMethods};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::support::refused;
use crate::support::socket::Socket;

const VALUE: &str = r#"{"result" : {"version" : "1.2", "value" : "1.2"}}"#;

#[tokio::test]
async fn path_of_the_base_url_precedes_the_service_path() {
    for (base, line) in [
        ("", "GET /api/v1/version?flatten=true"),
        ("/", "GET /api/v1/version?flatten=true"),
        ("/ibis", "GET /ibis/api/v1/version?flatten=true"),
        ("//ibis//two/", "GET /ibis/two/api/v1/version?flatten=true"),
        ("/a%20b", "GET /a%20b/api/v1/version?flatten=true"),
    ] {
        let socket = Socket::serving(VALUE).await;
        let url = format!("http://{}{base}", socket.address());
        let conn = IbisClientConnection::builder().base_url(url).build().unwrap();
        IbisMethods::new(conn).get_version().await.unwrap();
        assert_eq!(socket.only_request().line, line);
    }
}

#[tokio::test]
async fn ipv6_host_is_reached() {
    let socket = match Socket::serving_at("[::1]:0", VALUE).await {
        Ok(socket) => socket,
        Err(error) => {
            eprintln!("NOT TESTED: this machine has no IPv6 loopback: {error}");
            return;
        }
    };
    IbisMethods::new(socket.connection()).get_version().await.unwrap();
    let host = format!("[::1]:{}", socket.address().port());
    assert_eq!(socket.only_request().header("host"), Some(&*host));
}

#[tokio::test]
async fn host_name_is_reached() {
    let socket = Socket::serving(VALUE).await;
    let host = format!("localhost:{}", socket.address().port());
    let conn = IbisClientConnection::builder().base_url(format!("http://{host}")).build().unwrap();
    IbisMethods::new(conn).get_version().await.unwrap();
    assert_eq!(socket.only_request().header("host"), Some(&*host));
}

#[tokio::test]
async fn user_agent_starts_with_the_application_name() {
    let socket = Socket::serving(VALUE).await;
    let builder = IbisClientConnection::builder().base_url(socket.url()).user_agent("my-app/1.0");
    IbisMethods::new(builder.build().unwrap()).get_version().await.unwrap();
    let user_agent = format!("my-app/1.0 ibis-client/{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(socket.only_request().header("user-agent"), Some(&*user_agent));
}

#[tokio::test]
async fn refused_connection_is_reported_without_values() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let conn = IbisClientConnection::builder().base_url(url).build().unwrap();
    let error = refused(PersonMethods::new(conn).get_person("crsid", "spqr1").await);
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");
    let text = format!("{error} {error:?}");
    assert!(text.starts_with("GET /api/v1/person/%(scheme)s/%(identifier)s: "), "{text}");
    assert!(text.contains("refused"), "{text}");
    assert!(!text.contains("spqr1"), "{text}");
}

#[tokio::test]
async fn plain_http_server_is_not_accepted_for_https() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        let mut received = Vec::new();
        stream.read_to_end(&mut received).await.unwrap();
        received
    });
    let conn = IbisClientConnection::new("127.0.0.1", port, "", false).unwrap();
    let error = refused(IbisMethods::new(conn).get_version().await);
    assert!(matches!(error, Error::Transport { .. }), "{error:?}");
    let received = server.await.unwrap();
    assert!(!received.windows(4).any(|bytes| bytes == b"/api"), "something was sent in the clear");
}
