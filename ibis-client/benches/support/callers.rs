//! The same call twice: by the client, and by hand over the HTTP library that the client uses.

use ibis_client::{Credentials, IbisClientConnection, IbisResult, Person, PersonMethods};
use reqwest::header::{ACCEPT, AUTHORIZATION};

type Answer = Result<Option<Person>, Box<dyn std::error::Error + Send + Sync>>;

/// A connection with which 64 callers need not wait for each other.
pub(crate) fn connection(url: &str) -> Result<IbisClientConnection, ibis_client::Error> {
    IbisClientConnection::builder()
        .base_url(url)
        .credentials(Credentials::anonymous())
        .max_concurrent(64)
        .build()
}

/// What this crate makes of it.
pub(crate) async fn ours(conn: &IbisClientConnection) -> Answer {
    Ok(PersonMethods::new(conn).get_person("crsid", "spqr1").await?)
}

/// What somebody writes who knows the one URL, and wants the same answer: no limits, no retries, no checks.
#[derive(Clone)]
pub(crate) struct ByHand {
    client: reqwest::Client,
    url: String,
}

impl ByHand {
    pub(crate) fn new(url: &str) -> reqwest::Result<Self> {
        // The one that the client has by default. Where there is one already, it is that.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self { client, url: format!("{url}api/v1/person/crsid/spqr1?flatten=true") })
    }

    pub(crate) async fn call(&self) -> Answer {
        let request = self.client.get(&self.url).header(ACCEPT, "application/json");
        let response = request.header(AUTHORIZATION, "Basic YW5vbnltb3VzOg==").send().await?;
        let body = response.error_for_status()?.bytes().await?;
        Ok(IbisResult::from_json(body)?.person())
    }
}
