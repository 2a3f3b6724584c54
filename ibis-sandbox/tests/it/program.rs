use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use ibis_sandbox::Sandbox;

use crate::support::{Client, Failure, Outcome};

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ibis-sandbox"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn failing(arguments: &[&str]) -> Result<String, Failure> {
    let output = program(arguments).output()?;
    assert!(!output.status.success(), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    let error = String::from_utf8(output.stderr)?;
    assert_eq!(error.lines().count(), 1, "{error}");
    Ok(error)
}

#[tokio::test]
async fn program_prints_working_urls_and_credentials() -> Outcome {
    let mut running = Running(program(&["--tls-port", "0", "--people", "50", "--log"]).spawn()?);
    let stdout = running.0.stdout.take().ok_or("no output")?;
    let lines: Vec<String> = BufReader::new(stdout).lines().take(10).collect::<Result<_, _>>()?;
    let value = |at: usize, key: &str| {
        let line: &str = lines.get(at).map_or("", String::as_str);
        line.strip_prefix(key).map(str::to_owned).ok_or_else(|| format!("no `{key}` in {lines:?}"))
    };
    let http = value(0, "http: http://")?;
    value(1, "https: https://localhost:")?;
    assert!(std::fs::read_to_string(value(2, "ca: ")?)?.starts_with("-----BEGIN CERTIFICATE-----"));
    let (user, password) = (value(3, "user: ")?, value(4, "password: ")?);
    value(5, &format!("gateway: http://{http}"))?;
    let token = value(6, &format!("token: http://{}", http.trim_end_matches('/')))?;
    let (id, secret) = (value(7, "client: ")?, value(8, "secret: ")?);
    value(9, "curl -H 'Accept: application/json' 'http://")?;
    let address = http.trim_end_matches('/').parse()?;
    let mut client = Client::at(address).await?.login(&user, &password);
    assert_eq!(client.get("/api/v1/inst/UIS").await?.status, 200);
    let grant = [("grant_type", "client_credentials")];
    let mut client = Client::at(address).await?.login(&id, &secret);
    assert_eq!(client.form("POST", &token, &grant).await?.status, 200);
    interrupt(&running.0)?;
    let status = running.0.wait()?;
    assert!(status.success(), "{status}");
    let mut log = String::new();
    running.0.stderr.take().ok_or("no errors")?.read_to_string(&mut log)?;
    assert_eq!(log.lines().collect::<Vec<_>>(), ["GET /api/v1/inst/UIS 200", "POST /oauth2/v1/token 200"]);
    Ok(())
}

fn interrupt(child: &Child) -> Result<(), Failure> {
    let status = Command::new("kill").args(["-INT", &child.id().to_string()]).status()?;
    if status.success() { Ok(()) } else { Err("cannot interrupt".into()) }
}

#[tokio::test]
async fn startup_failure_is_reported_on_one_line() -> Outcome {
    let other = Sandbox::start().await?;
    let port = other.address().port().to_string();
    let error = failing(&["--port", &port])?;
    assert!(error.starts_with(&format!("ibis-sandbox: cannot listen on port {port}: ")), "{error}");
    let error = failing(&["--fixtures", "no/such/file.toml"])?;
    assert!(error.contains("cannot read the fixtures `no/such/file.toml`"), "{error}");
    let error = failing(&["--address", "0.0.0.0"])?;
    assert!(error.contains("give `uis-editors` a password"), "{error}");
    let error = failing(&["--group-password", "nobody=x"])?;
    assert!(error.contains("`nobody`"), "{error}");
    Ok(())
}
