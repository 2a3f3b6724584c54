//! A sandbox that other machines can reach.

use std::net::Ipv4Addr;

use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, Sandbox, SandboxBuilder};

use crate::support::{Client, Outcome};

fn exposed() -> SandboxBuilder {
    Sandbox::builder().address(Ipv4Addr::UNSPECIFIED.into())
}

async fn status(sandbox: &Sandbox, group: &str, password: &str) -> Result<u16, crate::support::Failure> {
    let client = Client::at((Ipv4Addr::LOCALHOST, sandbox.address().port()).into()).await?;
    Ok(client.login(group, password).get("/api/v1/version").await?.status)
}

#[tokio::test]
async fn well_known_password_is_refused_beyond_loopback() -> Outcome {
    for builder in [exposed(), exposed().people(10), exposed().group_password("music-managers", "own")] {
        let error = builder.start().await.expect_err("a password that everybody knows").to_string();
        assert_eq!(error, "on 0.0.0.0 anybody could edit: give `uis-editors` a password of your own");
    }
    Ok(())
}

#[tokio::test]
async fn only_explicit_passwords_are_accepted_beyond_loopback() -> Outcome {
    let sandbox = exposed().group_password(EDITOR_GROUP, "own").start().await?;
    assert_eq!(status(&sandbox, EDITOR_GROUP, "own").await?, 200);
    assert_eq!(status(&sandbox, EDITOR_GROUP, EDITOR_PASSWORD).await?, 401);
    assert_eq!(status(&sandbox, "music-managers", "music-password").await?, 401);
    let sandbox = exposed().group_password(EDITOR_GROUP, EDITOR_PASSWORD).start().await?;
    assert_eq!(status(&sandbox, EDITOR_GROUP, EDITOR_PASSWORD).await?, 200, "as it was given");
    Ok(())
}

#[tokio::test]
async fn passwords_in_fixtures_are_accepted_beyond_loopback() -> Outcome {
    let fixtures = r#"groups = [{ groupid = "1", name = "tea", title = "Tea", password = "milk" }]"#;
    let sandbox = exposed().fixtures_toml(fixtures).start().await?;
    assert_eq!(status(&sandbox, "tea", "milk").await?, 200);
    Ok(())
}
