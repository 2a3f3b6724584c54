//! Each endpoint against the sandbox: reads and edits, with meaningful results.
//!
//! The expected values are in the sandbox's built-in directory. Every test has a fresh copy.

mod groups;
mod institutions;
mod people;
mod service;

use ibis_client::{Credentials, Error, Group, IbisClientConnection, Institution, Person};
use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, Sandbox};

use crate::support::facts::{self, Endpoint};
use crate::support::refused;

#[test]
fn every_endpoint_in_the_facts_is_called() {
    facts::assert_complete(&[service::ROWS, people::ROWS, institutions::ROWS, groups::ROWS]);
}

/// A sandbox for the test of one endpoint.
struct Visit {
    endpoint: &'static Endpoint,
    sandbox: Sandbox,
}

impl Visit {
    async fn start(class: &str, method: &str) -> Self {
        Self { endpoint: facts::endpoint(class, method), sandbox: Sandbox::start().await.unwrap() }
    }

    /// An anonymous connection from the University's network.
    fn anonymous(&self) -> IbisClientConnection {
        self.with_credentials(Credentials::anonymous())
    }

    /// A connection with the credentials of the group that may edit nearly everything.
    fn editor(&self) -> IbisClientConnection {
        self.with_credentials(Credentials::group(EDITOR_GROUP, EDITOR_PASSWORD))
    }

    fn with_credentials(&self, credentials: Credentials) -> IbisClientConnection {
        let builder = IbisClientConnection::builder().base_url(self.sandbox.url());
        builder.credentials(credentials).strict(true).build().unwrap()
    }

    /// Asserts that the endpoint was called.
    fn finish(self) {
        let requests = self.sandbox.requests();
        assert!(
            requests.iter().any(|request| self.endpoint.serves(&request.method, &request.path)),
            "`{}.{}` was not called",
            self.endpoint.class,
            self.endpoint.method
        );
    }
}

/// Asserts that a call was refused with this status, and returns the service's message.
fn refused_with<T>(status: u16, result: Result<T, Error>) -> String {
    let error = refused(result);
    let service_error = error.service_error().unwrap_or_else(|| panic!("{error:?}"));
    assert_eq!(service_error.status, status, "{error}");
    service_error.message.clone().unwrap_or_default()
}

fn crsids(people: &[Person]) -> Vec<&str> {
    people.iter().map(|person| person.identifier().value()).collect()
}

fn instids(institutions: &[Institution]) -> Vec<&str> {
    institutions.iter().map(Institution::instid).collect()
}

fn groupids(groups: &[Group]) -> Vec<&str> {
    groups.iter().map(Group::groupid).collect()
}
