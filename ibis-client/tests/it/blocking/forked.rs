//! A process that forks after it has made calls.

use std::process::{Command, exit};
use std::time::{Duration, Instant};
use std::{env, thread};

use fork::Fork;
use ibis_client::{Error, IbisClientConnection, IbisMethods};

use super::sandbox;

/// The environment variable with the URL of the sandbox, for the forking process.
const URL: &str = "IBIS_TEST_URL_FOR_A_FORK";

#[test]
fn fork_needs_a_connection_of_its_own() {
    if let Ok(url) = env::var(URL) {
        exit(forks(&url));
    }
    let sandbox = sandbox();
    let name = "blocking::forked::fork_needs_a_connection_of_its_own";
    let mut process = Command::new(env::current_exe().unwrap());
    process.args([name, "--exact", "--test-threads=1"]).env(URL, sandbox.url());
    let mut process = process.spawn().unwrap();
    let hangs = Instant::now() + Duration::from_secs(60);
    let status = loop {
        match process.try_wait().unwrap() {
            Some(status) => break status,
            None if Instant::now() > hangs => {
                process.kill().unwrap();
                panic!("the process hangs");
            }
            None => thread::sleep(Duration::from_millis(10)),
        }
    };
    assert_eq!(status.code(), Some(0));
    // Two calls of the parent, and one of the child.
    assert_eq!(sandbox.requests().len(), 3);
}

/// Makes calls, forks, and makes more calls in both processes. The exit code shows what went wrong.
fn forks(url: &str) -> i32 {
    let connection = || IbisClientConnection::builder().base_url(url).retries(0).build().unwrap();
    let (used, unused) = (connection(), connection());
    if version(&used).is_err() {
        return 10;
    }
    match fork::fork() {
        Ok(Fork::Child) => exit(child(&used, &unused)),
        Ok(Fork::Parent(child)) => match fork::waitpid(child) {
            Ok(status) if fork::WEXITSTATUS(status) != 0 => fork::WEXITSTATUS(status),
            Ok(_) if version(&used).is_err() => 11,
            Ok(_) => 0,
            Err(_) => 12,
        },
        Err(_) => 13,
    }
}

fn child(used: &IbisClientConnection, unused: &IbisClientConnection) -> i32 {
    if version(unused).is_err() {
        return 1;
    }
    if !matches!(version(used), Err(Error::Configuration { .. })) {
        return 2;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    match runtime.block_on(async { IbisMethods::new(used).get_version().await }) {
        Err(Error::Configuration { .. }) => 0,
        _ => 3,
    }
}

fn version(conn: &IbisClientConnection) -> Result<String, Error> {
    IbisMethods::new(conn).get_version().send()
}
