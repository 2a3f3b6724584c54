//! The bytes of each endpoint: what a call sends, and how a response in the service's own layout is read.
//!
//! The tables are written by hand from the facts of the service (`spec/facts/endpoints.json`), not from the spec that the
//! endpoints are generated from. Each row is also checked against the facts: its requests are for its endpoint, set each
//! parameter at least once, and leave out each optional one at least once.

mod groups;
mod institutions;
mod people;
mod service;

use ibis_client::{Credentials, Error, IbisClientConnection};

use crate::support::facts::{self, Endpoint, Param};
use crate::support::socket::{Request, Response, Socket};

const NOTHING: &str = include_str!("wire/fixtures/nothing.json");
const NOBODY: &str = include_str!("wire/fixtures/nobody.json");
const PERSON: &str = include_str!("wire/fixtures/person.json");
const PEOPLE: &str = include_str!("wire/fixtures/people.json");
const INSTITUTION: &str = include_str!("wire/fixtures/institution.json");
const INSTITUTIONS: &str = include_str!("wire/fixtures/institutions.json");
const CONTACT_ROWS: &str = include_str!("wire/fixtures/contact_rows.json");
const GROUP: &str = include_str!("wire/fixtures/group.json");
const GROUPS: &str = include_str!("wire/fixtures/groups.json");
const ATTRIBUTE: &str = include_str!("wire/fixtures/attribute.json");
const PHOTO: &str = include_str!("wire/fixtures/photo.json");
const ATTRIBUTES: &str = include_str!("wire/fixtures/attributes.json");
const ATTRIBUTE_SCHEMES: &str = include_str!("wire/fixtures/attribute_schemes.json");

#[test]
fn every_endpoint_in_the_facts_has_a_row() {
    facts::assert_complete(&[service::ROWS, people::ROWS, institutions::ROWS, groups::ROWS]);
}

/// A value result, given as JSON.
fn value(json: &str) -> String {
    format!("{{\n  \"result\" : {{\n    \"version\" : \"1.2\",\n    \"value\" : {json}\n  }}\n}}\n")
}

/// An endpoint, and the requests that its row has sent.
struct Wire {
    endpoint: &'static Endpoint,
    requests: Vec<Request>,
}

impl Wire {
    fn start(class: &str, method: &str) -> impl Future<Output = Self> {
        std::future::ready(Self { endpoint: facts::endpoint(class, method), requests: Vec::new() })
    }

    /// Expects a request with this method and target.
    fn sends(&mut self, line: &str) -> Exchange<'_> {
        Exchange {
            wire: self,
            line: line.to_owned(),
            form: None,
            user: (Credentials::anonymous(), "Basic YW5vbnltb3VzOg=="),
            response: Response::json(NOTHING),
        }
    }

    /// Asserts that the requests were those of the endpoint, with and without each parameter.
    fn finish(self) {
        for request in &self.requests {
            assert!(self.endpoint.serves(request.method(), request.path()), "{}", request.line);
        }
        let queries: Vec<Vec<&str>> = self.requests.iter().map(Request::query_names).collect();
        let forms: Vec<Vec<&str>> = self.requests.iter().map(Request::form_names).collect();
        assert_covered(&self.endpoint.query, &["flatten"], &queries);
        assert_covered(&self.endpoint.form, &[], &forms);
    }
}

fn assert_covered(params: &[Param], always: &[&str], requests: &[Vec<&str>]) {
    for Param { name, required } in params {
        let times = requests.iter().filter(|names| names.contains(&name.as_str())).count();
        assert!(times > 0, "`{name}` is never given");
        assert_eq!(times == requests.len(), *required, "`{name}` is given in {times} of {}", requests.len());
    }
    for names in requests {
        let mut known = names.iter().filter(|name| params.iter().any(|param| param.name == **name)).count();
        known += names.iter().filter(|name| always.contains(name)).count();
        assert_eq!(known, names.len(), "the facts know no more of {names:?}");
        assert!(always.iter().all(|name| names.contains(name)), "{names:?}");
    }
}

/// An expected request, and its response.
#[must_use = "an exchange happens when it is called"]
struct Exchange<'w> {
    wire: &'w mut Wire,
    line: String,
    form: Option<&'static str>,
    user: (Credentials, &'static str),
    response: Response,
}

impl Exchange<'_> {
    /// Expects this form as the body.
    fn form(mut self, form: &'static str) -> Self {
        self.form = Some(form);
        self
    }

    /// Calls as the group that edits the College, whose password is not plain.
    fn by_editor(mut self) -> Self {
        let credentials = Credentials::group("botolph-editors", "pass word:é%");
        self.user = (credentials, "Basic Ym90b2xwaC1lZGl0b3JzOnBhc3Mgd29yZDrDqSU=");
        self
    }

    fn receives(mut self, response: impl Into<Response>) -> Self {
        self.response = response.into();
        self
    }

    /// Makes the call, asserts that the request was as expected, and returns the decoded result.
    async fn by<R, T>(self, call: impl FnOnce(IbisClientConnection) -> R) -> T
    where
        R: IntoFuture<Output = Result<T, Error>>,
    {
        let socket = Socket::serving(self.response).await;
        let (credentials, authorization) = self.user;
        let builder = IbisClientConnection::builder().base_url(socket.url()).credentials(credentials);
        let result = call(builder.build().unwrap()).await;
        let value = result.unwrap_or_else(|error| panic!("{error}"));

        let request = socket.only_request();
        assert_eq!(request.line, self.line);
        assert_eq!(request.header("host"), Some(&*socket.address().to_string()));
        assert_eq!(request.header("accept"), Some("application/json"));
        assert_eq!(request.header("authorization"), Some(authorization));
        let user_agent = request.header("user-agent").unwrap();
        assert!(user_agent.starts_with("ibis-client/"), "{user_agent}");
        let content_type = self.form.map(|_| "application/x-www-form-urlencoded");
        assert_eq!(request.header("content-type"), content_type);
        assert_eq!(request.body, self.form.unwrap_or_default());
        self.wire.requests.push(request);
        value
    }
}
