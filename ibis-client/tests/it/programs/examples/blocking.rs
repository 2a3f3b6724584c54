//! The example `blocking`.

use ibis_client::IbisClientConnection;
use ibis_sandbox::Sandbox;

#[path = "../../../../examples/blocking.rs"]
mod program;

const FIXTURES: &str = r#"
    [[institutions]]
    instid = "TEA"
    name = "Department of Tea"
    [[people]]
    crsid = "abc1"
    displayName = "=A. \"Bee\", Dr"
    institutions = ["TEA"]
    attributes = [{ scheme = "email", value = "abc1@example.org" }]
"#;

#[test]
fn members_are_written_as_csv_without_formulas() {
    let sandbox = Sandbox::builder().fixtures_toml(FIXTURES).start_blocking().unwrap();
    let conn = IbisClientConnection::builder().base_url(sandbox.url()).build().unwrap();
    let mut out = Vec::new();
    assert_eq!(program::write_members(&conn, "TEA", &mut out).unwrap(), 1);
    let expected = "crsid,name,email,phone\nabc1,\"'=A. \"\"Bee\"\", Dr\",abc1@example.org,\n";
    assert_eq!(String::from_utf8(out).unwrap(), expected);
    let error = program::write_members(&conn, "COFFEE", Vec::new()).unwrap_err();
    assert_eq!(error.to_string(), "there is no institution `COFFEE`");
}
