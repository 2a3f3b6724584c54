//! The example `directory`.

use ibis_sandbox::Sandbox;

use super::super::{connect, editor};

#[path = "../../../../examples/directory.rs"]
mod program;

async fn output(crsid: &str, query: &str) -> anyhow::Result<String> {
    let sandbox = Sandbox::start().await?;
    let mut out = Vec::new();
    program::run(&connect(&sandbox, editor()), crsid, query, &mut out).await?;
    Ok(String::from_utf8(out)?)
}

#[tokio::test]
async fn person_search_and_group_are_printed() {
    let output = output("spqr1", "a").await.unwrap();
    for line in [
        "Dr Senata Populia Quirina Romana (spqr1)",
        "  senata.romana@uis.example.org",
        "  University Information Services (UIS)",
        "    managed by Managers of University Information Services",
        "      Ms Mary Anne Smith             mas1@example.org",
        "People who match \"a\": 11",
        "  … and 6 more",
        "Members of University Information Services (uis-members) has 9 members",
        "  Magnus Kettle                      mk121",
    ] {
        assert!(output.lines().any(|one| one == line), "{line}\n{output}");
    }
}

#[tokio::test]
async fn unknown_person_is_an_error() {
    let error = output("nobody9", "smith").await.unwrap_err();
    assert_eq!(error.to_string(), "there is no `nobody9` in the directory");
}
