//! Generic calls, and requests as values.

use ibis_client::{Call, Connection as _, IbisClientConnection, Method, Params, PersonMethods};

use crate::support::refused;
use crate::support::socket::Socket;

const VALUE: &str = r#"{"result" : {"version" : "1.2", "value" : "7"}}"#;

#[tokio::test]
async fn leading_slash_of_a_path_is_optional() {
    for path in ["/api/v1/version", "api/v1/version"] {
        let socket = Socket::serving(VALUE).await;
        let result = socket.connection().invoke_method(Call::new(Method::Get, path)).await.unwrap();
        assert_eq!((result.value(), result.version()), (Some("7"), Some("1.2")));
        assert_eq!(socket.only_request().line, "GET /api/v1/version?flatten=true");
    }
}

#[tokio::test]
async fn runtime_path_is_substituted_once() {
    let socket = Socket::serving(VALUE).await;
    let path = format!("/api/v1/{}/%(a)s/%(b)s/100%%/é", "thing");
    let call = Call::new(Method::Get, path)
        .path_params(Params::new().with("b", "%(a)s%%").with("a", "%(b)s"))
        .query_params(Params::new().with("x y", "1&2").with("left out", None::<i32>));
    socket.connection().invoke_method(call).await.unwrap();
    assert_eq!(
        socket.only_request().line,
        "GET /api/v1/thing/%25%28b%29s/%25%28a%29s%25%25/100%25/%C3%A9?x%20y=1%262&flatten=true"
    );
}

#[tokio::test]
async fn parameter_values_are_formatted_for_the_service() {
    let socket = Socket::serving(VALUE).await;
    let form = Params::new()
        .with("date", jiff::civil::date(2026, 1, 5))
        .with("no", false)
        .with("list", ["a", "b c"])
        .with("number", -1_i64)
        .with("none", None::<bool>)
        .with("twice", 1)
        .with("twice", 2);
    let call = Call::new(Method::Post, "/api/v1/thing").form_params(form);
    socket.connection().invoke_method(call).await.unwrap();
    let request = socket.only_request();
    assert_eq!(request.line, "POST /api/v1/thing?flatten=true");
    assert_eq!(request.body, "date=05%20Jan%202026&no=false&list=a%2Cb%20c&number=-1&twice=2");
}

#[tokio::test]
async fn explicit_flatten_is_not_duplicated() {
    let socket = Socket::serving(VALUE).await;
    let call = Call::new(Method::Get, "/api/v1/version").query_params(Params::new().with("flatten", false));
    socket.connection().invoke_method(call).await.unwrap();
    assert_eq!(socket.only_request().line, "GET /api/v1/version?flatten=false");
}

#[tokio::test]
async fn harmless_dots_are_sent() {
    let socket = Socket::serving(VALUE).await;
    let request = PersonMethods::new(socket.connection()).get_person("..a", "%2e%2e");
    request.await.unwrap();
    assert_eq!(socket.only_request().line, "GET /api/v1/person/..a/%252e%252e?flatten=true");
}

#[tokio::test(flavor = "multi_thread")]
async fn request_can_be_awaited_on_another_task() {
    fn assert_send_and_static<T: Send + 'static>(value: T) -> T {
        value
    }

    let socket = Socket::serving(VALUE).await;
    let people = PersonMethods::new(socket.connection());
    let request = assert_send_and_static(people.search_count("smith").approx_matches(true));
    assert_eq!(tokio::spawn(request.into_future()).await.unwrap().unwrap(), 7);
    let request = people.search_count("jones");
    assert_eq!(tokio::spawn(async move { request.await }).await.unwrap().unwrap(), 7);
}

#[tokio::test]
async fn nothing_is_sent_before_a_request_is_awaited() {
    let socket = Socket::idle().await;
    drop(PersonMethods::new(socket.connection()).search("smith"));
    drop(PersonMethods::new(socket.connection()).search("smith").into_future());
    socket.assert_untouched().await;
}

#[tokio::test]
async fn one_connection_serves_concurrent_calls() {
    let socket = Socket::serving(VALUE).await;
    let people = PersonMethods::new(socket.connection());
    let tasks: Vec<_> = (0..20)
        .map(|number| tokio::spawn(people.search_count(&format!("q{number}")).into_future()))
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), 7);
    }
    assert_eq!(socket.requests().len(), 20);
}

#[tokio::test]
async fn result_without_the_expected_value_is_an_error() {
    let socket = Socket::serving(r#"{"result" : {"version" : "1.2", "value" : "many"}}"#).await;
    let people = PersonMethods::new(socket.connection());
    assert_eq!(
        refused(people.search_count("x").await).to_string(),
        "GET /api/v1/person/search-count: the result of the response with status 200 has no integer value"
    );
    let error = refused(people.is_member_of_inst("crsid", "spqr1", "UIS").await);
    assert_eq!(
        error.to_string(),
        "GET /api/v1/person/%(scheme)s/%(identifier)s/is-member-of-inst/%(instid)s: the result of the response with status 200 has no boolean value"
    );
}

#[test]
fn future_of_a_call_fits_the_allocator_cache() {
    // glibc caches blocks of up to this size per thread, and takes a lock for larger ones.
    const LARGEST: usize = 1032;
    let conn = IbisClientConnection::builder().base_url("http://127.0.0.1:1/").build().unwrap();
    let future = conn.invoke_method(Call::new(Method::Get, "/api/v1/version"));
    assert!(size_of_val(&*future) <= LARGEST, "{}", size_of_val(&*future));
}
