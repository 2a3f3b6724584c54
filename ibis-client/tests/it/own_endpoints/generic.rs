//! A generic struct over any connection, in a crate that renames the client.

use std::sync::Arc;

use ibis_client as renamed;
use renamed::{
    AttributeSchemeRecord, BoxFuture, Call, Connection, Error, Fetch, HasConnection, IbisResult, Identifier,
    Person, SharedConnection, fetch, ibis_methods,
};

use crate::support::socket::Socket;

struct Mirror<C, const PAGE: usize> {
    connection: Arc<C>,
}

impl<C: Connection, const PAGE: usize> HasConnection for Mirror<C, PAGE> {
    fn connection(&self) -> SharedConnection {
        SharedConnection::from(&self.connection)
    }
}

#[ibis_methods(crate = renamed, module = requests)]
impl<C: Connection, const PAGE: usize> Mirror<C, PAGE> {
    /// Returns the people with these identifiers.
    #[ibis(GET "/api/v1/person/list")]
    fn people(&self, #[name = "crsids"] who: &[Identifier], fetch: Option<Fetch<Person>>) -> Vec<Person>;

    /// Returns all schemes.
    #[ibis(GET "/api/v1/person/all-attr-schemes")]
    fn schemes(&self) -> Vec<AttributeSchemeRecord>;

    /// Returns the number of people on a page.
    const fn page() -> usize {
        PAGE
    }
}

const PEOPLE: &str = r#"{"result" : {"version" : "1.2", "people" : [
    {"cancelled" : false, "identifier" : {"scheme" : "crsid", "value" : "aa100"}}
]}}"#;

#[tokio::test]
async fn endpoints_of_a_generic_struct_are_called_over_its_connection() {
    let socket = Socket::serving(PEOPLE).await;
    let mirror = Mirror::<_, 10> { connection: Arc::new(socket.connection()) };
    let names = fetch!(crate = renamed; Person: email, all_insts);
    let people = mirror.people(["aa100", "usn/1"]).fetch(names).await.unwrap();
    assert_eq!(people[0].identifier().value(), "aa100");
    assert_eq!(Mirror::<renamed::IbisClientConnection, 10>::page(), 10);
    assert_eq!(
        socket.only_request().line,
        "GET /api/v1/person/list?crsids=aa100%2Cusn%2F1&fetch=email%2Call_insts&flatten=true"
    );
}

#[tokio::test]
async fn request_outlives_the_struct_and_runs_on_another_task() {
    let socket = Socket::serving(PEOPLE).await;
    let request: requests::People = {
        let mirror = Mirror::<_, 10> { connection: Arc::new(socket.connection()) };
        mirror.people(["aa100"])
    };
    assert_eq!(tokio::spawn(request.into_future()).await.unwrap().unwrap().len(), 1);
}

/// A custom connection.
struct TestDouble;

impl Connection for TestDouble {
    fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
        let schemes = r#"{"result" : {"attributeSchemes" : [ {
            "schemeid" : "email", "precedence" : 40, "displayName" : "Email", "dataType" : "string",
            "multiValued" : true, "multiLined" : false, "searchable" : true
        } ]}}"#;
        let known = call.path() == "/api/v1/person/all-attr-schemes";
        let document = if known { schemes } else { r#"{"result" : {}}"# };
        Box::pin(async move { Ok(IbisResult::from_json(document).expect("a document")) })
    }
}

#[tokio::test]
async fn generic_struct_accepts_a_test_double() {
    let mirror = Mirror::<_, 1> { connection: Arc::new(TestDouble) };
    assert_eq!(mirror.schemes().await.unwrap()[0].schemeid, "email");
    assert!(mirror.people(["aa100"]).await.unwrap().is_empty());
}

#[test]
fn request_module_has_the_given_name() {
    let paths: Vec<&str> = requests::ENDPOINTS.iter().map(|endpoint| endpoint.path).collect();
    assert_eq!(paths, ["/api/v1/person/list", "/api/v1/person/all-attr-schemes"]);
}
