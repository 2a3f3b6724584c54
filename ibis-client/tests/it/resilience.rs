//! The faults in the table of the crate's README, one by one: what the caller sees, and which requests were sent.

mod bodies;
mod cancelled;
mod connecting;
mod deadline;
mod frozen;
mod responses;
pub(crate) mod script;
mod slow;
mod soak;
mod unreadable;

use ibis_client::{Error, IbisClientConnection, IbisClientConnectionBuilder, IbisMethods};

use self::script::{Script, Step};

/// A response of the service.
pub(crate) const VERSION: &str = r#"{"result": {"version": "1.2", "value": "1.2"}}"#;

/// A connection to a server, without delays between attempts.
pub(crate) fn builder(url: impl Into<String>) -> IbisClientConnectionBuilder {
    let none = std::time::Duration::ZERO;
    IbisClientConnection::builder().base_url(url).backoff(none, none)
}

/// The outcomes of two reads: one whose first response is faulty and whose second is good, and one without retries that
/// gets only the faulty response.
async fn read(faulty: impl Fn() -> Vec<Step>) -> (Result<String, Error>, Error) {
    let script = Script::playing([faulty(), script::response(200, "application/json", VERSION)]).await;
    let retried = IbisMethods::new(builder(script.url()).build().unwrap()).get_version().await;
    let script = Script::playing([faulty()]).await;
    let conn = builder(script.url()).retries(0).build().unwrap();
    (retried, IbisMethods::new(conn).get_version().await.unwrap_err())
}

/// The outcome of an edit whose response is faulty in this way. It must have been sent once.
async fn edit(faulty: Vec<Step>) -> Error {
    let script = Script::playing([faulty, script::response(200, "application/json", VERSION)]).await;
    let people = ibis_client::PersonMethods::new(builder(script.url()).build().unwrap());
    let error = people.delete_attribute("crsid", "spqr1", 1).await.unwrap_err();
    assert_eq!(script.requests(), 1);
    error
}
