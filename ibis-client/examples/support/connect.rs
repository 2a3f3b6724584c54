//! The server that the examples use.

use std::env;

use ibis_client::{Credentials, IbisClientConnection};
use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, Sandbox};

/// Connects with [`IbisClientConnection::from_env`] if the environment has a variable `IBIS_…`. Otherwise, connects to
/// a sandbox with fictional people, as a group that may read and edit nearly everything. The sandbox stops when it is
/// dropped.
pub(crate) fn connect() -> anyhow::Result<(IbisClientConnection, Option<Sandbox>)> {
    if env::vars_os().any(|(name, value)| name.as_encoded_bytes().starts_with(b"IBIS_") && !value.is_empty())
    {
        let conn = IbisClientConnection::from_env()?;
        eprintln!("Connecting to {conn:?}");
        return Ok((conn, None));
    }
    let sandbox = Sandbox::builder().start_blocking()?;
    eprintln!("Connecting to a sandbox at {}, whose people are fictional", sandbox.url());
    let editor = Credentials::group(EDITOR_GROUP, EDITOR_PASSWORD);
    let conn = IbisClientConnection::builder().base_url(sandbox.url()).credentials(editor).build()?;
    Ok((conn, Some(sandbox)))
}
