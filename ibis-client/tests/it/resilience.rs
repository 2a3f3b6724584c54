//! Faults, one by one, as the table in the crate's README lists them: what the caller sees, and what was sent.

mod answers;
mod bodies;
mod cancelled;
mod connecting;
mod frozen;
pub(crate) mod script;
mod slow;
mod soak;

use ibis_client::{Error, IbisClientConnection, IbisClientConnectionBuilder, IbisMethods};

use self::script::{Script, Step};

/// An answer of the service.
pub(crate) const VERSION: &str = r#"{"result": {"version": "1.2", "value": "1.2"}}"#;

/// Settings for a server, without the time between attempts.
pub(crate) fn builder(url: impl Into<String>) -> IbisClientConnectionBuilder {
    let none = std::time::Duration::ZERO;
    IbisClientConnection::builder().base_url(url).backoff(none, none)
}

/// What becomes of a read when its first answer is spoilt so, and the next one good; and of one that gets
/// nothing else.
async fn read(spoilt: impl Fn() -> Vec<Step>) -> (Result<String, Error>, Error) {
    let script = Script::playing([spoilt(), script::answer(200, "application/json", VERSION)]).await;
    let cured = IbisMethods::new(builder(script.url()).build().unwrap()).get_version().await;
    let script = Script::playing([spoilt()]).await;
    let conn = builder(script.url()).retries(0).build().unwrap();
    (cured, IbisMethods::new(conn).get_version().await.unwrap_err())
}

/// What becomes of an edit whose answer is spoilt so; it must have been sent once.
async fn edit(spoilt: Vec<Step>) -> Error {
    let script = Script::playing([spoilt, script::answer(200, "application/json", VERSION)]).await;
    let people = ibis_client::PersonMethods::new(builder(script.url()).build().unwrap());
    let error = people.delete_attribute("crsid", "spqr1", 1).await.unwrap_err();
    assert_eq!(script.requests(), 1);
    error
}
