//! The peak memory of decoding, by the shape of the document. A separate binary, since it counts its allocations.

#[path = "../benches/support/document.rs"]
mod document;
#[path = "support/hostile.rs"]
mod hostile;
#[path = "../benches/support/printed.rs"]
mod printed;
#[path = "../benches/support/rng.rs"]
mod rng;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use allocation_counter::measure;
use ibis_client::{
    BoxFuture, Call, Connection, DecodeError, Error, IbisClientConnection, IbisResult, Method, PersonMethods,
    fetch,
};

use self::document::Document;
use self::hostile::SHAPES;

/// The peak memory as a multiple of the length of the text, which is included.
fn times(text: &[u8]) -> f64 {
    let held = held(text, drop);
    #[expect(clippy::cast_precision_loss, reason = "these numbers are small")]
    let times = held as f64 / text.len() as f64;
    times
}

/// The peak memory in bytes, including the text.
fn held(text: &[u8], then: impl Fn(Result<IbisResult, DecodeError>)) -> u64 {
    measure(|| then(IbisResult::from_json(text.to_vec()))).bytes_max
}

#[test]
fn decoding_an_ordinary_document_holds_at_most_three_times_its_text() {
    for people in [100, 1_000] {
        let document = Document::new(people);
        let compact = serde_json::to_vec(&document).unwrap();
        let printed = printed::printed(&document);
        // The first decoding also initializes process-wide tables.
        for text in [&printed, &compact, &printed] {
            let times = times(text);
            assert!(times <= 3.0, "{people} people: {times:.2} times");
        }
    }
}

#[test]
fn decoding_any_shape_of_document_holds_at_most_sixteen_times_its_text() {
    let mut above = Vec::new();
    for (name, shape) in SHAPES {
        for length in [1 << 10, 5_000, 1 << 14, 100_000, 1 << 18] {
            let times = times(shape(length).as_bytes());
            println!("{times:5.2} {length:7} {name}");
            if times > 16.0 {
                above.push(format!("{name}, {length} bytes: {times:.2} times"));
            }
        }
    }
    assert_eq!(above, [""; 0]);
}

/// Warnings are found by another pass, while the graph exists.
#[test]
fn reading_the_warnings_adds_at_most_the_hundred_that_are_kept() {
    const HUNDRED_WARNINGS: u64 = 64 << 10;
    for (name, shape) in SHAPES {
        for length in [1 << 10, 5_000, 1 << 14, 100_000, 1 << 18] {
            let text = shape(length);
            let held = held(text.as_bytes(), |result| drop(result.map(|result| result.warnings().len())));
            let most = 16 * text.len() as u64 + HUNDRED_WARNINGS;
            assert!(held <= most, "{name}, {length} bytes: {held} bytes of {most}");
        }
    }
}

/// What was fetched is computed on first use.
#[test]
fn checking_what_was_fetched_of_a_repeated_entity_holds_at_most_sixteen_times_the_text() {
    let length = 1 << 18;
    let references = |id: &str| vec![format!(r#"{{"ref":"{id}"}}"#); length / 2 / 12].join(",");
    let text = format!(
        r#"{{"result": {{"institutions": [{}], "entities": {{
            "institutions": [{{"id": "i", "instid": "UIS", "contactRows": [{{"people": [{}]}}]}}],
            "people": [{{"id": "p", "identifier": {{"scheme": "crsid", "value": "spqr1"}}, "attributes": []}}]}}}}}}"#,
        references("i"),
        references("p")
    );
    let held = measure(|| {
        let result = IbisResult::decoder().fetch(fetch!(Person: phone_numbers)).decode(text.clone()).unwrap();
        let institution = result.institutions().next().unwrap();
        let person = institution.contact_rows().unwrap().next().and_then(|row| row.people().next()).unwrap();
        person.attribute("email").unwrap_err();
    });
    assert!(held.bytes_max < 16 * text.len() as u64, "{} bytes", held.bytes_max);
}

#[test]
fn checking_what_was_fetched_holds_at_most_sixteen_times_the_text() {
    let text = r#"{"result": {"people": ["#.to_owned() + &"{},".repeat(1 << 16) + "{}]}}";
    let result =
        IbisResult::decoder().fetch(fetch!(Person: phone_numbers, email, title)).decode(text.clone());
    let result = result.unwrap();
    let held = measure(|| {
        result.people().next().unwrap().attribute("email").unwrap_err();
    });
    assert!(held.bytes_max < 16 * text.len() as u64, "{} bytes", held.bytes_max);
}

#[test]
fn joining_a_list_with_a_repeated_long_identifier_holds_at_most_sixteen_times_the_text() {
    struct LongIdentifier(String);

    impl Connection for LongIdentifier {
        fn invoke_method(&self, _: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
            Box::pin(std::future::ready(Ok(IbisResult::from_json(self.0.clone()).unwrap())))
        }
    }

    let length = 1 << 17;
    let references = vec![r#"{"ref":"p"}"#; length / 2 / 12].join(",");
    let document = format!(
        r#"{{"result": {{"people": [{references}], "entities": {{"people": [
            {{"id": "p", "identifier": {{"scheme": "crsid", "value": "{}"}}}}]}}}}}}"#,
        "z".repeat(length / 2)
    );
    let text = document.len();
    let people = PersonMethods::new(Arc::new(LongIdentifier(document)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let held = measure(|| {
        let batch = runtime.block_on(people.list_people(["spqr1"]).batched().into_future()).unwrap();
        assert_eq!(batch.found.len(), 1);
    });
    assert!(held.bytes_max < 16 * text as u64, "{} bytes for {text}", held.bytes_max);
}

/// Of a flattened response, entities with one key but different ids are merged only when it is joined with others.
#[test]
fn joining_responses_with_many_ids_of_one_entity_holds_at_most_sixteen_times_their_text() {
    struct OneOfMany;

    const ENTITIES: usize = 2_000;

    impl Connection for OneOfMany {
        fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
            let first = call.query_param("crsids").is_some_and(|ids| ids.starts_with("abc0,"));
            let institution = |n| {
                let scheme = if first { n } else { n + ENTITIES };
                format!(r#"{{"id": "{n}", "instid": "UIS", "attributes": [{{"scheme": "s{scheme}"}}]}}"#)
            };
            let institutions: Vec<_> = (0..ENTITIES).map(institution).collect();
            let document = format!(
                r#"{{"result": {{"people": [], "entities": {{"institutions": [{}]}}}}}}"#,
                institutions.join(",")
            );
            let result = IbisResult::decoder().fetch(fetch!(Person: email)).decode(document).unwrap();
            Box::pin(std::future::ready(Ok(result)))
        }
    }

    let ids: Vec<String> = (0..1_500).map(|n| format!("abc{n}")).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let held = measure(|| {
        let people = PersonMethods::new(Arc::new(OneOfMany)).list_people(&ids);
        let batch = runtime.block_on(people.batched().into_future()).unwrap();
        assert_eq!((batch.found.len(), batch.warnings.len()), (0, 0));
    });
    let text =
        2 * ENTITIES * r#"{"id": "1000", "instid": "UIS", "attributes": [{"scheme": "s1000"}]},"#.len();
    assert!(held.bytes_max < 16 * text as u64, "{} bytes for {text}", held.bytes_max);
}

#[test]
fn decoding_stops_at_the_byte_limit() {
    let text = r#"{"result": {"people": ["#.to_owned() + &"{},".repeat(1 << 20) + "{}]}}";
    let limit = 2 * text.len();
    let bytes = measure(|| {
        let error = IbisResult::decoder().max_bytes(limit).decode(text.clone()).unwrap_err();
        assert_eq!(error.to_string(), format!("the decoded document exceeds the limit of {limit} bytes"));
    });
    assert!(bytes.bytes_max < 3 * limit as u64, "{} bytes", bytes.bytes_max);
}

/// A server that sends a response of a mebibyte and a short one in turn, over one connection.
fn long_and_short_responses() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        let mut request = [0; 4096];
        for long in [true, false].into_iter().cycle() {
            _ = stream.read(&mut request)?;
            let body =
                format!(r#"{{"result": {{"value": "{}"}}}}"#, "x".repeat(if long { 1 << 20 } else { 1 }));
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length";
            write!(stream, "{head}: {}\r\n\r\n{body}", body.len())?;
        }
        std::io::Result::Ok(())
    });
    address
}

#[test]
fn result_does_not_keep_the_read_buffer_of_the_connection() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let url = format!("http://{}/", long_and_short_responses());
    let conn = IbisClientConnection::builder().base_url(url).build().unwrap();
    let version = || Call::new(Method::Get, "/api/v1/version");
    let mut kept = Vec::new();
    let mut read = |results: usize| {
        runtime.block_on(async {
            for _ in 0..results {
                conn.invoke_method(version()).await.unwrap();
                kept.push(conn.invoke_method(version()).await.unwrap());
            }
        });
    };
    read(10);
    let held = measure(|| read(100));
    assert!(held.bytes_current < 100 * 4096, "{} bytes", held.bytes_current);
}
