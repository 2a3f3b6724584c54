//! Calls that are dropped.

use ibis_client::IbisMethods;

use super::script::{Script, Step, head, response, send};
use super::{VERSION, builder};

#[tokio::test]
async fn dropped_call_leaves_the_connection_usable() {
    let before = || vec![Step::Stall];
    let within = || vec![head(200, &[("content-type", "application/json")]), send("{"), Step::Stall];
    let script =
        Script::playing([before(), within(), before(), response(200, "application/json", VERSION)]).await;
    let conn = builder(script.url()).max_concurrent(1).build().unwrap();
    for requests in 1..=3 {
        let call = tokio::spawn({
            let conn = conn.clone();
            async move { IbisMethods::new(conn).get_version().await }
        });
        script.wait_for(requests).await;
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
    }
    assert_eq!(IbisMethods::new(&conn).get_version().await.unwrap(), "1.2");
    assert_eq!(script.requests(), 4);
}
