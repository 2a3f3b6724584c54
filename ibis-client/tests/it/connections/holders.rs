//! Everything that is accepted as a connection, including users' own types.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use ibis_client::{
    BoxFuture, Call, Connection, Error, GroupMethods, IbisClientConnection, IbisResult, Method,
    PersonMethods, SharedConnection,
};

use crate::support::refused;
use crate::support::socket::Socket;

const SPQR1: &str = r#"{"result" : {"version" : "1.2", "person" : {
    "cancelled" : false, "identifier" : {"scheme" : "crsid", "value" : "spqr1"}, "visibleName" : "Sam Quill"
}}}"#;

/// Gets a person, and returns the visible name.
async fn visible_name(conn: impl Into<SharedConnection>) -> String {
    let person = PersonMethods::new(conn).get_person("crsid", "spqr1").await.unwrap().unwrap();
    person.visible_name().unwrap().to_owned()
}

#[tokio::test]
async fn connection_is_shared_by_reference_by_value_and_in_an_arc() {
    let socket = Socket::serving(SPQR1).await;
    let conn = socket.connection();
    assert_eq!(visible_name(&conn).await, "Sam Quill");
    let shared = Arc::new(conn.clone());
    assert_eq!(visible_name(&shared).await, "Sam Quill");
    assert_eq!(visible_name(shared).await, "Sam Quill");
    let shared = SharedConnection::from(&conn);
    assert_eq!(visible_name(&shared).await, "Sam Quill");
    assert_eq!(visible_name(shared).await, "Sam Quill");
    assert_eq!(visible_name(conn).await, "Sam Quill");
    assert_eq!(socket.requests().len(), 6);
}

#[tokio::test]
async fn dyn_connection_is_accepted() {
    let socket = Socket::serving(SPQR1).await;
    let boxed: Box<dyn Connection> = Box::new(socket.connection());
    assert_eq!(visible_name(Arc::<dyn Connection>::from(boxed)).await, "Sam Quill");
    let shared: Arc<dyn Connection> = Arc::new(socket.connection());
    assert_eq!(visible_name(&shared).await, "Sam Quill");
    assert_eq!(visible_name(shared).await, "Sam Quill");
}

#[tokio::test]
async fn request_outlives_its_methods() {
    let socket = Socket::serving(SPQR1).await;
    let conn = socket.connection();
    let request = {
        let people = PersonMethods::new(&conn);
        people.get_person("crsid", "spqr1")
    };
    assert!(request.await.unwrap().is_some());
}

/// A connection that returns the same result for every call, without a network.
#[derive(Clone)]
struct TestDouble(IbisResult);

impl Connection for TestDouble {
    fn invoke_method(&self, _: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        Box::pin(async { Ok(self.0.clone()) })
    }
}

#[tokio::test]
async fn test_double_needs_no_network() {
    let double = TestDouble(IbisResult::from_json(SPQR1).unwrap());
    assert_eq!(visible_name(double.clone()).await, "Sam Quill");
    assert!(GroupMethods::new(double).get_group("000123").await.unwrap().is_none());
}

/// A connection that records the calls over another one.
struct Recording<C> {
    inner: C,
    calls: Mutex<Vec<Call>>,
}

impl<C: Connection> Connection for Recording<C> {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        self.calls.lock().unwrap().push(call.clone());
        self.inner.invoke_method(call)
    }
}

#[tokio::test]
async fn recording_connection_sees_the_call_before_it_is_encoded() {
    let socket = Socket::serving(r#"{"result": {"people": []}}"#).await;
    let recording = Arc::new(Recording { inner: socket.connection(), calls: Mutex::default() });
    GroupMethods::new(Arc::clone(&recording))
        .update_direct_members("botolph rowers")
        .add_ids(["aa100", "usn/1"])
        .commit_comment("50% & more")
        .await
        .unwrap();
    PersonMethods::new(Arc::clone(&recording)).search("Zoë").limit(-1).await.unwrap();

    let calls = recording.calls.lock().unwrap();
    let [update, search] = &calls[..] else { panic!("{calls:?}") };
    assert_eq!((update.method(), update.path()), (Method::Put, "/api/v1/group/%(groupid)s/direct-members"));
    assert_eq!(update.path_param("groupid"), Some("botolph rowers"));
    assert_eq!(update.form_param("addIds"), Some("aa100,usn/1"));
    assert_eq!(update.form_param("commitComment"), Some("50% & more"));
    assert_eq!((update.form_param("removeIds"), update.query_param("addIds")), (None, None));
    assert_eq!((search.method(), search.path()), (Method::Get, "/api/v1/person/search"));
    assert_eq!((search.query_param("query"), search.query_param("limit")), (Some("Zoë"), Some("-1")));
    assert_eq!(socket.requests().len(), 2);
}

/// A connection that caches the results of another one.
struct Caching {
    inner: IbisClientConnection,
    known: Mutex<HashMap<String, IbisResult>>,
}

impl Connection for Caching {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        Box::pin(async move {
            let Some(key) = call.path_param("identifier").map(str::to_owned) else {
                return self.inner.invoke_method(call).await;
            };
            let known = self.known.lock().unwrap().get(&key).cloned();
            if let Some(result) = known {
                return Ok(result);
            }
            let result = self.inner.invoke_method(call).await?;
            self.known.lock().unwrap().insert(key, result.clone());
            Ok(result)
        })
    }
}

#[tokio::test]
async fn caching_connection_sends_one_request() {
    let socket = Socket::serving(SPQR1).await;
    let caching = Arc::new(Caching { inner: socket.connection(), known: Mutex::default() });
    assert_eq!(visible_name(&caching).await, "Sam Quill");
    assert_eq!(visible_name(&caching).await, "Sam Quill");
    assert_eq!(socket.requests().len(), 1);
}

/// A connection whose calls all fail.
struct Failing;

impl Connection for Failing {
    fn invoke_method(&self, _: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        Box::pin(async { Err(Error::WithinRuntime) })
    }
}

#[tokio::test]
async fn error_of_a_custom_connection_reaches_the_caller() {
    let error = refused(PersonMethods::new(Failing).get_person("crsid", "spqr1").await);
    assert!(matches!(error, Error::WithinRuntime));
}
