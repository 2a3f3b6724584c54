//! Requests that make several calls: pages, and batches of identifiers.

mod ahead;
mod batched;
mod pages;

use std::sync::{Arc, Mutex};

use ibis_client::{BoxFuture, Call, Connection, Error, IbisClientConnection, IbisResult};
use ibis_sandbox::Sandbox;

async fn directory(people: usize) -> (Sandbox, IbisClientConnection) {
    let sandbox = Sandbox::builder().people(people).start().await.unwrap();
    let conn = IbisClientConnection::builder().base_url(sandbox.url()).retries(0).build().unwrap();
    (sandbox, conn)
}

/// Responds with a function of the call, and records the calls.
struct Scripted<F> {
    respond: F,
    calls: Mutex<Vec<Call>>,
}

impl<F: Fn(&Call) -> Result<String, Error> + Send + Sync> Scripted<F> {
    fn new(respond: F) -> Arc<Self> {
        Arc::new(Self { respond, calls: Mutex::default() })
    }

    /// The values of a parameter in successive calls.
    fn values(&self, name: &str) -> Vec<Option<String>> {
        let calls = self.calls.lock().unwrap();
        calls.iter().map(|call| call.query_param(name).map(str::to_owned)).collect()
    }
}

impl<F: Fn(&Call) -> Result<String, Error> + Send + Sync + 'static> Connection for Scripted<F> {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        Box::pin(async move {
            let document = (self.respond)(&call);
            self.calls.lock().unwrap().push(call);
            Ok(IbisResult::from_json(document?).unwrap())
        })
    }
}

/// A response that lacks its list.
const NO_LIST: &str = r#"{"result": {"version": "1.2"}}"#;

/// A response with these people.
fn people<'a>(crsids: impl IntoIterator<Item = &'a str>) -> String {
    let people = crsids.into_iter().map(|crsid| {
        format!(r#"{{"cancelled": false, "identifier": {{"scheme": "crsid", "value": "{crsid}"}}}}"#)
    });
    format!(r#"{{"result": {{"people": [{}]}}}}"#, people.collect::<Vec<_>>().join(","))
}
