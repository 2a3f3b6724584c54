use std::time::Duration;

use ibis_sandbox::{GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET, Sandbox};
use serde_json::json;

use crate::support::{Client, Failure, Outcome};

const GRANT: [(&str, &str); 1] = [("grant_type", "client_credentials")];

async fn token(sandbox: &Sandbox) -> Result<String, Failure> {
    let mut client = Client::of(sandbox).await?.login(GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET);
    let granted = client.form("POST", "/oauth2/v1/token", &GRANT).await?;
    assert_eq!((granted.status, granted.content_type()), (200, "application/json"));
    let granted = granted.json()?;
    assert_eq!((&granted["token_type"], &granted["expires_in"]), (&json!("Bearer"), &json!(3600)));
    Ok(granted["access_token"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn token_grants_access_until_it_expires() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let token = token(&sandbox).await?;
    let mut client = Client::of(&sandbox).await?.with("Authorization", &format!("Bearer {token}"));
    let person = client.json("/lookup/v1/person/crsid/spqr1?fetch=email").await?;
    assert_eq!(person["person"]["identifier"]["value"], json!("spqr1"));
    sandbox.expire_tokens();
    let expired = client.get("/lookup/v1/version").await?;
    assert!(expired.headers["www-authenticate"].starts_with("Bearer"));
    assert_eq!((expired.status, expired.error_message()?.as_str()), (401, "the access token has expired"));

    let hasty = Sandbox::builder().token_lifetime(Duration::ZERO).start().await?;
    let mut client = Client::of(&hasty).await?;
    let form = [GRANT[0], ("client_id", GATEWAY_CLIENT_ID), ("client_secret", GATEWAY_CLIENT_SECRET)];
    let granted = client.form("POST", "/oauth2/v1/token", &form).await?.json()?;
    let token = format!("Bearer {}", granted["access_token"].as_str().unwrap_or_default());
    assert_eq!(client.with("Authorization", &token).get("/lookup/v1/version").await?.status, 401);
    Ok(())
}

#[tokio::test]
async fn scope_can_be_required() -> Outcome {
    let sandbox = Sandbox::builder().token_scope("https://api.example.org/lookup").start().await?;
    for (scope, status) in [
        (None, 400),
        (Some(""), 400),
        (Some("https://api.example.org/lookup/more"), 400),
        (Some("https://api.example.org/lookup"), 200),
        (Some("other https://api.example.org/lookup"), 200),
    ] {
        let mut client = Client::of(&sandbox).await?.login(GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET);
        let form: Vec<_> = GRANT.into_iter().chain(scope.map(|scope| ("scope", scope))).collect();
        let response = client.form("POST", "/oauth2/v1/token", &form).await?;
        assert_eq!(response.status, status, "{scope:?}");
        let error = if status == 400 { json!("invalid_scope") } else { json!(null) };
        assert_eq!(response.json()?["error"], error, "{scope:?}");
    }
    let scopes = sandbox.token_scopes();
    assert_eq!(
        (scopes.len(), &scopes[0], scopes[3].as_deref()),
        (5, &None, Some("https://api.example.org/lookup"))
    );
    sandbox.clear_requests();
    assert_eq!(sandbox.token_scopes(), []);
    Ok(())
}

#[tokio::test]
async fn token_with_the_longest_lifetime_does_not_expire() -> Outcome {
    let sandbox = Sandbox::builder().token_lifetime(Duration::MAX).start().await?;
    let mut client = Client::of(&sandbox).await?.login(GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET);
    let granted = client.form("POST", "/oauth2/v1/token", &GRANT).await?;
    assert_eq!((granted.status, &granted.json()?["expires_in"]), (200, &json!(u64::MAX)));
    let token = format!("Bearer {}", granted.json()?["access_token"].as_str().unwrap_or_default());
    let mut client = Client::of(&sandbox).await?.with("Authorization", &token);
    assert_eq!(client.get("/lookup/v1/version").await?.status, 200);
    sandbox.expire_tokens();
    assert_eq!(client.get("/lookup/v1/version").await?.status, 401);
    Ok(())
}

#[tokio::test]
async fn access_without_a_valid_token_is_refused() -> Outcome {
    let sandbox = Sandbox::start().await?;
    for authorization in [
        None,
        Some("Bearer nonsense"),
        Some("Bearer"),
        Some("Basic dWlzLWVkaXRvcnM6c2FuZGJveC1wYXNzd29yZA=="),
    ] {
        let mut client = Client::of(&sandbox).await?;
        if let Some(authorization) = authorization {
            client = client.with("Authorization", authorization);
        }
        let response = client.get("/lookup/v1/version").await?;
        assert_eq!(response.status, 401, "{authorization:?}");
        response.error_message()?;
    }
    Ok(())
}

#[tokio::test]
async fn invalid_token_request_is_an_oauth2_error() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let good = [("client_id", GATEWAY_CLIENT_ID), ("client_secret", GATEWAY_CLIENT_SECRET)];
    let cases = [
        (GRANT.to_vec(), 401, "invalid_client"),
        (vec![GRANT[0], good[0], ("client_secret", "wrong")], 401, "invalid_client"),
        (vec![("grant_type", "password"), good[0], good[1]], 400, "unsupported_grant_type"),
        (good.to_vec(), 400, "invalid_request"),
    ];
    for (form, status, error) in cases {
        let response = Client::of(&sandbox).await?.form("POST", "/oauth2/v1/token", &form).await?;
        assert_eq!((response.status, response.json()?["error"].clone()), (status, json!(error)), "{form:?}");
    }
    Ok(())
}

#[tokio::test]
async fn gateway_is_read_only_and_its_values_are_typed() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let token = token(&sandbox).await?;
    let mut client = Client::of(&sandbox).await?.with("Authorization", &format!("Bearer {token}"));
    for (target, value) in [
        ("/lookup/v1/version", json!("1.2")),
        ("/lookup/v1/last-transaction", json!(12)),
        ("/lookup/v1/person/search-count?query=smith", json!(4)),
        ("/lookup/v1/person/crsid/spqr1/is-member-of-inst/UIS", json!(true)),
    ] {
        assert_eq!(client.json(target).await?["value"], value, "{target}");
    }
    for (method, target, status) in [
        ("GET", "/lookup/v1/group/101888/token?aud=x", 404),
        ("PUT", "/lookup/v1/group/101888/direct-members", 405),
        ("POST", "/lookup/v1/inst/UIS/create-group", 405),
        ("POST", "/lookup/v1/inst/UIS/add-attribute", 405),
        ("PUT", "/lookup/v1/inst/UIS/1", 405),
        ("DELETE", "/lookup/v1/inst/UIS/1", 405),
        ("POST", "/lookup/v1/person/crsid/spqr1/add-attribute", 405),
        ("PUT", "/lookup/v1/person/crsid/spqr1/1", 405),
        ("DELETE", "/lookup/v1/person/crsid/spqr1/1", 405),
    ] {
        let response = client.send(method, target, &[], b"").await?;
        response.error_message()?;
        // 404 if the path is that of a read whose last parameter is not a number.
        assert!(
            response.status == status || response.status == 404,
            "{method} {target}: {}",
            response.status
        );
    }
    Ok(())
}
