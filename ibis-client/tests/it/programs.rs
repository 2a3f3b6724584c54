//! What real programs do, tested against the sandbox.

mod caching;
mod connecting;
mod examples;
mod membership;
mod recording;
mod schemes;

use ibis_client::{Credentials, IbisClientConnection};
use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, Sandbox};

/// A strict connection to a sandbox.
fn connect(sandbox: &Sandbox, credentials: Credentials) -> IbisClientConnection {
    let builder = IbisClientConnection::builder().base_url(sandbox.url());
    builder.credentials(credentials).strict(true).build().unwrap()
}

/// The group that may see hidden memberships.
fn editor() -> Credentials {
    Credentials::group(EDITOR_GROUP, EDITOR_PASSWORD)
}
