use std::time::{Duration, Instant};

use ibis_sandbox::{Fault, Sandbox};
use serde_json::json;

use crate::support::{Client, Outcome};

const VERSION: &str = "/api/v1/version";

#[tokio::test]
async fn status_with_retry_after_applies_to_the_next_requests_only() -> Outcome {
    let sandbox = Sandbox::builder().fault(Fault::status(503).retry_after(7).times(2)).start().await?;
    let mut client = Client::of(&sandbox).await?;
    for _ in 0..2 {
        let response = client.get(VERSION).await?;
        assert_eq!((response.status, response.headers["retry-after"].as_str()), (503, "7"));
        response.error_message()?;
    }
    assert_eq!(client.get(VERSION).await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn fault_can_be_limited_to_a_path_and_cleared() -> Outcome {
    let sandbox = Sandbox::start().await?;
    sandbox.inject(Fault::status(500).at("/api/v1/person/"));
    let mut client = Client::of(&sandbox).await?;
    assert_eq!(client.get(VERSION).await?.status, 200);
    assert_eq!(client.get("/api/v1/person/crsid/spqr1").await?.status, 500);
    sandbox.clear_faults();
    assert_eq!(client.get("/api/v1/person/crsid/spqr1").await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn delays_add_up_before_another_fault() -> Outcome {
    let pause = Duration::from_millis(40);
    let sandbox = Sandbox::builder()
        .fault(Fault::delay(pause))
        .fault(Fault::status(502))
        .fault(Fault::delay(pause).times(1))
        .start()
        .await?;
    let start = Instant::now();
    assert_eq!(Client::of(&sandbox).await?.get(VERSION).await?.status, 502);
    assert!(start.elapsed() >= 2 * pause);
    Ok(())
}

#[tokio::test]
async fn longest_delays_do_not_overflow() -> Outcome {
    let delay = Fault::delay(Duration::MAX).at(VERSION);
    let sandbox = Sandbox::builder().fault(delay.clone()).fault(delay).start().await?;
    let mut client = Client::of(&sandbox).await?;
    let waiting = tokio::time::timeout(Duration::from_millis(200), client.get(VERSION)).await;
    assert!(waiting.is_err(), "there is neither a response nor an error");
    assert_eq!(Client::of(&sandbox).await?.get("/api/v1/last-transaction").await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn reset_applies_the_edit_and_breaks_the_connection() -> Outcome {
    let sandbox = Sandbox::builder().fault(Fault::reset().times(1)).start().await?;
    let mut editor = Client::editor(&sandbox).await?;
    let members = "/api/v1/group/100020/direct-members";
    let broken = editor.form("PUT", members, &[("addIds", "spqr1")]).await.expect_err("a broken connection");
    let kind = broken.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    assert_eq!(kind, Some(std::io::ErrorKind::ConnectionReset), "{broken}");
    let after = Client::of(&sandbox).await?.json(members).await?;
    assert_eq!(after["people"][0]["identifier"]["value"], json!("spqr1"));
    Ok(())
}

#[tokio::test]
async fn truncated_body_ends_early() -> Outcome {
    let sandbox = Sandbox::builder().fault(Fault::truncate().times(1)).start().await?;
    let broken = Client::of(&sandbox).await?.get(VERSION).await.expect_err("a body that ends early");
    let kind = broken.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    assert_eq!(kind, Some(std::io::ErrorKind::UnexpectedEof), "{broken}");
    assert_eq!(Client::of(&sandbox).await?.get(VERSION).await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn garbled_body_keeps_its_length_and_is_invalid() -> Outcome {
    let sandbox = Sandbox::builder().fault(Fault::garble().times(1)).start().await?;
    let mut client = Client::of(&sandbox).await?;
    let garbled = client.get(VERSION).await?;
    let whole = client.get(VERSION).await?;
    assert!(garbled.json().is_err());
    assert_eq!((garbled.status, garbled.body.len()), (200, whole.body.len()));
    Ok(())
}

#[tokio::test]
async fn requests_are_recorded_as_received() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let mut client = Client::editor(&sandbox).await?.with("X-Trace", "42");
    client.get("/api/v1/person/a%2fb/c%20d?fetch=%65mail&x=1+2").await?;
    client.form("PUT", "/api/v1/group/100019/direct-members", &[("addIds", "ü")]).await?;
    let requests = sandbox.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(
        (requests[0].method.as_str(), requests[0].path.as_str()),
        ("GET", "/api/v1/person/a%2fb/c%20d")
    );
    assert_eq!(requests[0].query.as_deref(), Some("fetch=%65mail&x=1+2"));
    assert_eq!((requests[0].header("x-TRACE"), requests[0].header("absent")), (Some("42"), None));
    assert_eq!((requests[1].query.as_deref(), requests[1].body.as_slice()), (None, &b"addIds=%C3%BC"[..]));
    sandbox.clear_requests();
    assert_eq!(sandbox.requests(), []);

    let forgetful = Sandbox::builder().recording(false).start().await?;
    Client::of(&forgetful).await?.get(VERSION).await?;
    assert_eq!(forgetful.requests(), []);
    Ok(())
}
