//! A struct that holds one kind of connection.

use ibis_client::{
    Error, FromResult, Group, HasConnection, IbisClientConnection, IbisResult, Method, ParamIn,
    SharedConnection, ibis_methods,
};

use crate::support::refused;
use crate::support::socket::Socket;

struct Club {
    connection: IbisClientConnection,
    name: &'static str,
}

impl HasConnection for Club {
    fn connection(&self) -> SharedConnection {
        SharedConnection::from(&self.connection)
    }
}

/// The names of the people in a response: a custom result type.
#[derive(Debug, PartialEq, Eq)]
struct Names(Vec<String>);

impl FromResult for Names {
    fn from_result(result: &IbisResult) -> Result<Self, Error> {
        let names = result.people().map(|person| person.visible_name().map(str::to_owned));
        names.collect::<Option<_>>().map(Self).ok_or(Error::unexpected_result("names"))
    }
}

/// The institutions of a person.
#[derive(Debug)]
struct Institutions(usize);

impl FromResult for Institutions {
    fn from_result(result: &IbisResult) -> Result<Self, Error> {
        let person = result.person().ok_or(Error::unexpected_result("person"))?;
        Ok(Self(person.institutions()?.len()))
    }
}

#[ibis_methods]
impl Club {
    /// Returns the names of the members.
    #[ibis(GET "/api/v1/group/%(groupid)s/members")]
    fn members(&self, groupid: &str, limit: Option<u16>) -> Names;

    /// Books a boat.
    #[ibis(POST "/api/v2/boats/%(boat-name)s/100%%")]
    fn book(
        &self,
        #[name = "boat-name"] boat: &str,
        #[query] dry_run: bool,
        seats: u8,
        #[name = "X-Why"] why: Option<&str>,
        /// The destinations of the boat.
        #[query]
        #[name = "to[]"]
        destinations: Option<&[String]>,
    ) -> ();

    /// Sinks a boat.
    #[ibis(DELETE "/api/v2/boats/%(boat)s")]
    fn sink(&self, boat: &str) -> IbisResult;

    /// Returns a group, if there is one.
    #[ibis(PUT "/api/v2/group/%(id)s")]
    fn rename(
        &self,
        id: i64,
        #[form] new_name: Option<&str>,
        #[query] if_match: Option<i64>,
    ) -> Option<Group>;

    /// Moves a person.
    #[ibis(PUT "/api/v2/person/%(crsid)s")]
    fn transfer(&self, crsid: &str) -> Institutions;

    /// An ordinary method among the endpoints.
    fn greeting(&self) -> String {
        format!("Welcome to {}", self.name)
    }
}

fn club(socket: &Socket) -> Club {
    Club { connection: socket.connection(), name: "the Rowers" }
}

#[tokio::test]
async fn custom_result_is_read_from_the_response() {
    let document = r#"{"result" : {"version" : "1.2", "people" : [
        {"cancelled" : false, "identifier" : {"scheme" : "crsid", "value" : "aa100"}, "visibleName" : "Ada Aster"}
    ]}}"#;
    let socket = Socket::serving(document).await;
    let names = club(&socket).members("botolph rowers").limit(5).await.unwrap();
    assert_eq!(names, Names(vec!["Ada Aster".to_owned()]));
    assert_eq!(socket.only_request().line, "GET /api/v1/group/botolph%20rowers/members?limit=5&flatten=true");
}

#[tokio::test]
async fn error_of_a_custom_result_reaches_the_caller() {
    let document = r#"{"result" : {"version" : "1.2", "people" : [
        {"cancelled" : false, "identifier" : {"scheme" : "crsid", "value" : "aa100"}}
    ]}}"#;
    let socket = Socket::serving(document).await;
    assert_eq!(
        refused(club(&socket).members("1").await).to_string(),
        "GET /api/v1/group/%(groupid)s/members: the result of the response with status 200 has no names"
    );
}

#[tokio::test]
async fn edit_with_an_incomplete_custom_result_is_in_doubt() {
    let person = r#"{"result": {"person": {"identifier": {"scheme": "crsid", "value": "aa100"}}}}"#;
    let socket = Socket::serving(person).await;
    let error = refused(club(&socket).transfer("aa100").await);
    assert!(error.outcome_unknown() && error.to_string().contains("has no institutions"), "{error}");
    let socket = Socket::serving(r#"{"result": {"person": {"institutions": []}}}"#).await;
    assert_eq!(club(&socket).transfer("aa100").await.unwrap().0, 0);
}

#[tokio::test]
async fn markers_set_the_location_and_name_of_a_parameter() {
    let socket = Socket::idle().await;
    let destinations = ["Ely", "Grantchester & back"];
    club(&socket).book("Ti;ny", true, 8).why("a+b").destinations(destinations).await.unwrap();
    let request = socket.only_request();
    assert_eq!(
        request.line,
        "POST /api/v2/boats/Ti%3Bny/100%25?dryRun=true&to%5B%5D=Ely%2CGrantchester%20%26%20back&flatten=true"
    );
    assert_eq!(request.body, "seats=8&X-Why=a%2Bb");
}

#[tokio::test]
async fn ibis_result_can_be_returned() {
    let socket = Socket::serving(r#"{"result" : {"version" : "1.2", "value" : true}}"#).await;
    let result = club(&socket).sink("Tiny").await.unwrap();
    assert_eq!((result.value(), result.version()), (Some("true"), Some("1.2")));
    assert_eq!(socket.only_request().line, "DELETE /api/v2/boats/Tiny?flatten=true");
}

#[tokio::test]
async fn optional_parameters_can_be_left_out() {
    let socket = Socket::idle().await;
    assert!(club(&socket).rename(-1).await.unwrap().is_none());
    assert!(club(&socket).rename(2).new_name("").if_match(7).await.unwrap().is_none());
    let requests = socket.requests();
    assert_eq!((&*requests[0].line, &*requests[0].body), ("PUT /api/v2/group/-1?flatten=true", ""));
    assert_eq!(
        (&*requests[1].line, &*requests[1].body),
        ("PUT /api/v2/group/2?ifMatch=7&flatten=true", "newName=")
    );
}

#[tokio::test]
async fn dot_segment_in_a_custom_path_is_refused() {
    let socket = Socket::idle().await;
    let error = refused(club(&socket).sink("..").await);
    assert!(error.to_string().starts_with("DELETE /api/v2/boats/%(boat)s: the parameter `boat`"), "{error}");
    socket.assert_untouched().await;
}

#[tokio::test]
async fn ordinary_method_is_unchanged() {
    let socket = Socket::idle().await;
    assert_eq!(club(&socket).greeting(), "Welcome to the Rowers");
}

#[test]
fn custom_endpoints_are_described() {
    let names: Vec<&str> = club::ENDPOINTS.iter().map(|endpoint| endpoint.name).collect();
    assert_eq!(names, ["members", "book", "sink", "rename", "transfer"]);
    let book = club::Book::ENDPOINT;
    assert_eq!((book.method, book.path), (Method::Post, "/api/v2/boats/%(boat-name)s/100%%"));
    let params: Vec<_> =
        book.params.iter().map(|param| (param.name, param.location, param.required)).collect();
    assert_eq!(
        params,
        [
            ("boat-name", ParamIn::Path, true),
            ("dryRun", ParamIn::Query, true),
            ("seats", ParamIn::Form, true),
            ("X-Why", ParamIn::Form, false),
            ("to[]", ParamIn::Query, false),
        ]
    );
}
