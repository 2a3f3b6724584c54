//! Property tests: any text arrives at the server unchanged, wherever it is used, or is refused.

use ibis_client::{Call, Connection as _, Credentials, Error, IbisClientConnection, Method, Params};
use ibis_sandbox::{ReceivedRequest, Sandbox};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use tokio::runtime::Runtime;

use crate::resilience::builder;

/// A server, and a runtime to call it from a synchronous test.
struct Peer {
    runtime: Runtime,
    sandbox: Sandbox,
    conn: IbisClientConnection,
}

impl Peer {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let sandbox = Sandbox::builder().start_blocking().unwrap();
        let conn = builder(sandbox.url()).retries(0).build().unwrap();
        Self { runtime, sandbox, conn }
    }

    /// The request that the server received. `None` if the call was refused before it was sent.
    fn received(&self, call: Call) -> Option<ReceivedRequest> {
        self.sandbox.clear_requests();
        let result = self.runtime.block_on(self.conn.invoke_method(call));
        let requests = self.sandbox.requests();
        if let Err(Error::Parameter { .. }) = result {
            assert!(requests.is_empty(), "{requests:?}");
            return None;
        }
        assert_eq!(requests.len(), 1);
        requests.into_iter().next()
    }
}

/// Any text, often with characters that are special in URLs.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z0-9./%?&=#;+ \\\\,:@!$'()*\u{0}\r\n\u{e9}\u{1f600}]{0,12}",
        Just("..".to_owned()),
        Just(".".to_owned()),
        Just("%2e%2e".to_owned()),
    ]
}

fn decoded(encoded: &str) -> String {
    percent_decode_str(encoded).decode_utf8().unwrap().into_owned()
}

/// The decoded pairs of a query or a form. A plus stands for itself.
fn pairs(encoded: &str) -> Vec<(String, String)> {
    let pair =
        |pair: &str| pair.split_once('=').map(|(name, value)| (decoded(name), decoded(value))).unwrap();
    encoded.split('&').map(pair).collect()
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() }
}

#[test]
fn path_parameter_arrives_as_one_segment_or_is_refused() {
    let peer = Peer::new();
    proptest!(config(), |(value in text(), other in text())| {
        let params = Params::new().with("value", value.as_str()).with("other", other.as_str());
        let call = Call::new(Method::Get, "/api/v1/a/%(value)s/b/%(other)s").path_params(params);
        let changes_the_path = |value: &str| matches!(value, "" | "." | "..");
        match peer.received(call) {
            Some(request) => {
                let segments: Vec<String> = request.path.split('/').skip(1).map(decoded).collect();
                prop_assert_eq!(segments, ["api", "v1", "a", &value, "b", &other]);
                prop_assert_eq!(request.query.as_deref(), Some("flatten=true"));
            }
            None => prop_assert!(changes_the_path(&value) || changes_the_path(&other)),
        }
    });
}

#[test]
fn query_parameter_arrives_unchanged() {
    let peer = Peer::new();
    proptest!(config(), |(name in "[a-zA-Z&=#+ ]{1,5}", value in text())| {
        prop_assume!(name != "flatten");
        let params = Params::new().with(name.clone(), value.as_str());
        let request = peer.received(Call::new(Method::Get, "/api/v1/a").query_params(params)).unwrap();
        prop_assert_eq!(request.path, "/api/v1/a");
        let expected = [(name, value), ("flatten".to_owned(), "true".to_owned())];
        prop_assert_eq!(pairs(&request.query.unwrap()), expected);
        prop_assert_eq!(request.body, Vec::<u8>::new());
    });
}

#[test]
fn form_parameter_arrives_unchanged() {
    let peer = Peer::new();
    proptest!(config(), |(name in "[a-zA-Z&=#+ ]{1,5}", value in text(), put in any::<bool>())| {
        let params = Params::new().with(name.clone(), value.as_str());
        let method = if put { Method::Put } else { Method::Post };
        let request = peer.received(Call::new(method, "/api/v1/a").form_params(params)).unwrap();
        prop_assert_eq!(request.query.as_deref(), Some("flatten=true"));
        prop_assert_eq!(pairs(std::str::from_utf8(&request.body).unwrap()), [(name, value)]);
        prop_assert_eq!(request.method, if put { "PUT" } else { "POST" });
    });
}

#[test]
fn list_arrives_as_its_items_or_is_refused() {
    let peer = Peer::new();
    proptest!(config(), |(items in prop::collection::vec(text(), 1..4))| {
        let params = Params::new().with("items", items.clone());
        match peer.received(Call::new(Method::Get, "/api/v1/a").query_params(params)) {
            Some(request) => {
                let pairs = pairs(&request.query.unwrap());
                prop_assert_eq!(pairs[0].1.split(',').collect::<Vec<_>>(), items);
            }
            None => prop_assert!(items.iter().any(|item| item.is_empty() || item.contains(','))),
        }
    });
}

#[test]
fn name_and_password_arrive_unchanged_or_are_refused() {
    let peer = Peer::new();
    proptest!(config(), |(name in text(), password in text())| {
        let refused = name.contains(|c: char| c == ':' || c.is_control()) || password.contains(char::is_control);
        let result = peer.conn.set_credentials(Credentials::group(name.as_str(), password.as_str()));
        prop_assert_eq!(result.is_err(), refused);
        if !refused {
            let request = peer.received(Call::new(Method::Get, "/api/v1/a")).unwrap();
            let header = request.header("authorization").unwrap();
            prop_assert_eq!(header, format!("Basic {}", base64(&format!("{name}:{password}"))));
        }
    });
}

#[test]
fn header_arrives_unchanged_or_is_refused() {
    let peer = Peer::new();
    proptest!(config(), |(value in text())| {
        match builder(peer.sandbox.url()).header("x-test", value.as_str()).build() {
            Ok(conn) => {
                peer.sandbox.clear_requests();
                let _ = peer.runtime.block_on(conn.invoke_method(Call::new(Method::Get, "/api/v1/a")));
                let requests = peer.sandbox.requests();
                // White space around a header's value is not part of it.
                prop_assert_eq!(requests[0].header("x-test"), Some(value.trim_matches([' ', '\t'])));
            }
            Err(error) => {
                let is_refused = matches!(error, Error::Configuration { setting: "header", .. });
                prop_assert!(is_refused, "{error:?}");
                prop_assert!(value.contains(|c: char| !c.is_ascii() || c.is_ascii_control()));
            }
        }
    });
}

/// Encodes by hand, so that the client is not compared with itself.
fn base64(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for three in text.as_bytes().chunks(3) {
        let bits =
            three.iter().fold(0, |bits, byte| bits << 8 | usize::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let digit = DIGITS[bits >> (18 - 6 * place) & 63];
            encoded.push(if place <= three.len() { digit.into() } else { '=' });
        }
    }
    encoded
}
