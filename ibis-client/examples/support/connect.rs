//! Where the examples find their server.

use std::env;

use ibis_client::{Credentials, IbisClientConnection};
use ibis_sandbox::Sandbox;

/// The server that `IBIS_URL` names, with `IBIS_USERNAME` and `IBIS_PASSWORD` if they are there; else a sandbox, a
/// stand-in with fictional people, as whom the caller says. It stops when it is dropped.
pub(crate) async fn connect(
    in_sandbox: Credentials,
) -> Result<(IbisClientConnection, Option<Sandbox>), Box<dyn std::error::Error>> {
    let builder = IbisClientConnection::builder().user_agent("ibis-examples/1.0");
    let Ok(url) = env::var("IBIS_URL") else {
        let sandbox = Sandbox::start().await?;
        let conn = builder.base_url(sandbox.url()).credentials(in_sandbox).build()?;
        eprintln!("Asking a sandbox at {}, whose people are fictional", sandbox.url());
        return Ok((conn, Some(sandbox)));
    };
    eprintln!("Asking {url}");
    let builder = match (env::var("IBIS_USERNAME"), env::var("IBIS_PASSWORD")) {
        (Ok(name), Ok(password)) => builder.credentials(Credentials::group(name, password)),
        _ => builder,
    };
    Ok((builder.base_url(url).build()?, None))
}
