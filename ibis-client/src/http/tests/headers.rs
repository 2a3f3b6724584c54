//! Headers that the application adds.

use super::fake::{ok, token};
use crate::http::invoke::Caller;
use crate::{Call, Error, Method};

fn version() -> Call {
    Call::new(Method::Get, "/api/v1/version")
}

#[tokio::test(start_paused = true)]
async fn trace_header_of_a_call_is_sent_with_that_call_only() {
    let caller = Caller::anonymous([ok(), ok()]);
    let call = version().trace_header("X-Request-Id", "one").trace_header("x-request-id", "two");
    caller.invoke(call).await.unwrap();
    caller.invoke(version()).await.unwrap();
    let headers = |value: &str| ("x-request-id".to_owned(), value.to_owned());
    assert_eq!(caller.sent()[0].headers, [headers("one"), headers("two")]);
    assert_eq!(caller.sent()[1].headers, []);
}

#[tokio::test(start_paused = true)]
async fn reserved_trace_header_is_refused_and_nothing_is_sent() {
    let caller = Caller::gateway([], []);
    for name in ["Authorization", "HOST", "accept", "Content-Type", "content-length", "not a name", ""] {
        let error = caller.invoke(version().trace_header(name, "x")).await.unwrap_err();
        assert!(matches!(error, Error::Parameter { .. }), "{error:?}");
        assert!(error.to_string().contains(&format!("the header `{name}` cannot be sent")), "{error}");
    }
    assert!(caller.invoke(version().trace_header("x-id", "1\r\nhost: b")).await.is_err());
    assert_eq!((caller.sent(), caller.token_requests()), (vec![], vec![]));
}

#[tokio::test(start_paused = true)]
async fn added_headers_are_not_sent_to_the_token_endpoint() {
    let mut caller = Caller::gateway([ok()], [token("one", 3600)]);
    caller.headers = vec![crate::call::header("x-api-key", "sesame").unwrap()];
    caller.invoke(version().trace_header("x-request-id", "one")).await.unwrap();
    assert_eq!(caller.token_requests()[0].headers, []);
    assert_eq!(caller.sent()[0].headers.len(), 2);
}
