//! The credentials of a connection.

use ibis_client::{Credentials, IbisClientConnection, IbisMethods};

use crate::support::socket::{Response, Socket};

const ANONYMOUS: &str = "Basic YW5vbnltb3VzOg==";
const EDITORS: &str = "Basic ZWRpdG9yczo=";
const EDITORS_WITH_PASSWORD: &str = "Basic ZWRpdG9yczpzZXNhbWU=";
const READERS_WITH_PASSWORD: &str = "Basic cmVhZGVyczpzZXNhbWU=";

async fn socket() -> Socket {
    Socket::serving(Response::json(r#"{"result" : {"version" : "1.2", "value" : "1.2"}}"#)).await
}

async fn get_version(conn: &IbisClientConnection) {
    IbisMethods::new(conn).get_version().await.unwrap();
}

fn authorizations(socket: &Socket) -> Vec<String> {
    let requests = socket.requests();
    requests.iter().map(|request| request.header("authorization").unwrap().to_owned()).collect()
}

#[tokio::test]
async fn new_name_and_password_apply_to_later_calls() {
    let socket = socket().await;
    let conn = socket.connection();
    get_version(&conn).await;
    conn.set_username("editors").unwrap();
    get_version(&conn).await;
    conn.set_password("sesame").unwrap();
    get_version(&conn).await;
    conn.set_username("readers").unwrap();
    get_version(&conn).await;
    conn.set_credentials(Credentials::anonymous()).unwrap();
    get_version(&conn).await;
    assert_eq!(
        authorizations(&socket),
        [ANONYMOUS, EDITORS, EDITORS_WITH_PASSWORD, READERS_WITH_PASSWORD, ANONYMOUS]
    );
}

#[tokio::test]
async fn name_and_password_can_be_changed_together() {
    let socket = socket().await;
    let conn = socket.connection();
    conn.set_credentials(Credentials::group("editors", "sesame")).unwrap();
    get_version(&conn).await;
    assert_eq!(authorizations(&socket), [EDITORS_WITH_PASSWORD]);
}

#[tokio::test]
async fn other_connections_are_not_affected() {
    let socket = socket().await;
    let (one, other) = (socket.connection(), socket.connection());
    one.set_credentials(Credentials::group("editors", "sesame")).unwrap();
    get_version(&other).await;
    other.set_credentials(Credentials::group("readers", "sesame")).unwrap();
    get_version(&one).await;
    assert_eq!(authorizations(&socket), [ANONYMOUS, EDITORS_WITH_PASSWORD]);
}

#[tokio::test]
async fn clone_shares_its_credentials() {
    let socket = socket().await;
    let conn = socket.connection();
    let clone = conn.clone();
    clone.set_credentials(Credentials::group("editors", "sesame")).unwrap();
    get_version(&conn).await;
    assert_eq!(authorizations(&socket), [EDITORS_WITH_PASSWORD]);
}

#[tokio::test]
async fn request_uses_the_credentials_set_when_it_is_awaited() {
    let socket = socket().await;
    let conn = socket.connection();
    let request = IbisMethods::new(&conn).get_version();
    conn.set_credentials(Credentials::group("editors", "sesame")).unwrap();
    request.await.unwrap();
    assert_eq!(authorizations(&socket), [EDITORS_WITH_PASSWORD]);
}
