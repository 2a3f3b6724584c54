//! Where the examples find their server.

use std::env;

use ibis_client::{Credentials, IbisClientConnection};
use ibis_sandbox::Sandbox;

/// The server and the credentials that the environment names: see [`IbisClientConnection::from_env`]. Where it names
/// neither, a sandbox with fictional people, as whom the caller says; it stops when it is dropped.
pub(crate) async fn connect(
    in_sandbox: Credentials,
) -> Result<(IbisClientConnection, Option<Sandbox>), Box<dyn std::error::Error>> {
    if ["IBIS_URL", "IBIS_USERNAME", "IBIS_CLIENT_ID"].iter().any(|name| env::var_os(name).is_some()) {
        let conn = IbisClientConnection::from_env()?;
        eprintln!("Asking {conn:?}");
        return Ok((conn, None));
    }
    let sandbox = Sandbox::start().await?;
    let builder = IbisClientConnection::builder().base_url(sandbox.url());
    eprintln!("Asking a sandbox at {}, whose people are fictional", sandbox.url());
    Ok((builder.credentials(in_sandbox).build()?, Some(sandbox)))
}
