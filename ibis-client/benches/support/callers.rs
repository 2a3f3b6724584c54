//! The same call by the client, and by hand with the HTTP library that the client uses.

use ibis_client::{Credentials, IbisClientConnection, IbisResult, Person, PersonMethods};
use reqwest::header::{ACCEPT, AUTHORIZATION};

type Outcome = Result<Option<Person>, Box<dyn std::error::Error + Send + Sync>>;

/// A connection for 64 concurrent callers.
pub(crate) fn connection(url: &str) -> Result<IbisClientConnection, ibis_client::Error> {
    IbisClientConnection::builder()
        .base_url(url)
        .credentials(Credentials::anonymous())
        .max_concurrent(64)
        .build()
}

/// Makes the call with this crate.
pub(crate) async fn ours(conn: &IbisClientConnection) -> Outcome {
    Ok(PersonMethods::new(conn).get_person("crsid", "spqr1").await?)
}

/// Makes the call by hand, for one fixed URL: without limits, retries or checks.
#[derive(Clone)]
pub(crate) struct ByHand {
    client: reqwest::Client,
    url: String,
}

impl ByHand {
    pub(crate) fn new(url: &str) -> reqwest::Result<Self> {
        // The client's default provider. If one is installed already, that is used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self { client, url: format!("{url}api/v1/person/crsid/spqr1?flatten=true") })
    }

    pub(crate) async fn call(&self) -> Outcome {
        let request = self.client.get(&self.url).header(ACCEPT, "application/json");
        let response = request.header(AUTHORIZATION, "Basic YW5vbnltb3VzOg==").send().await?;
        let body = response.error_for_status()?.bytes().await?;
        Ok(IbisResult::from_json(body)?.person())
    }
}
