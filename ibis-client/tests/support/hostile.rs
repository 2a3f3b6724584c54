//! Hostile documents, by the element that they repeat.

use std::fmt::Write as _;

/// A shape of document: its name, and a function that creates one of about this many bytes.
pub(crate) type Shape = (&'static str, fn(usize) -> String);

pub(crate) const SHAPES: &[Shape] = &[
    ("empty people", |length| list(length, r#""people": [*]"#, |_| "{}".into())),
    ("people with the last of the short fields", |length| {
        list(length, r#""people": [*]"#, |_| r#"{"groups":[]}"#.into())
    }),
    ("groups with one empty member", |length| {
        list(length, r#""groups": [*]"#, |_| r#"{"members":[{}]}"#.into())
    }),
    ("groups and members nested in each other", |length| {
        let nested = r#"{"members":[{"groups":["#.repeat(40) + &"]}]}".repeat(40);
        list(length, r#""groups": [*]"#, move |_| nested.clone())
    }),
    ("schemes with only a pattern", |length| {
        list(length, r#""attributeSchemes": [*]"#, |_| r#"{"regexp":""}"#.into())
    }),
    ("entities with only an id", |length| {
        list(length, r#""entities": {"people": [*]}"#, |n| format!(r#"{{"id":{n}}}"#))
    }),
    ("entities with a long id", |length| {
        list(length, r#""entities": {"people": [*]}"#, |n| format!(r#"{{"id":"person.crsid.{n:012}"}}"#))
    }),
    ("references to one entity", |length| {
        list(length, r#""entities": {"people": [{"id":"a"}]}, "people": [*]"#, |_| r#"{"ref":"a"}"#.into())
    }),
    ("dangling references", |length| list(length, r#""people": [*]"#, |n| format!(r#"{{"ref":"{n}"}}"#))),
    ("duplicate ids", |length| {
        list(length, r#""entities": {"people": [*, {"id": 7}]}"#, |n| format!(r#"{{"id":{n}}}"#))
    }),
    ("groups with only a key", |length| {
        list(length, r#""groups": [*]"#, |n| format!(r#"{{"groupid":{n}}}"#))
    }),
    ("the same group many times", |length| list(length, r#""groups": [*]"#, |_| r#"{"groupid":1}"#.into())),
    ("each group twice", |length| {
        list(length, r#""groups": [*]"#, |n| format!(r#"{{"groupid":{}}}"#, n / 2))
    }),
    ("conflicting groups", |length| {
        list(length, r#""groups": [*]"#, |n| format!(r#"{{"groupid":1,"name":{n}}}"#))
    }),
    ("lists of numbers to merge", |length| merge(length, |n| format!(r#"{{"attrid":{n}}}"#))),
    ("lists of dates to merge", |length| {
        merge(length, |n| format!(r#"{{"effectiveTo":"{:04}-01-01"}}"#, n % 9_999 + 1))
    }),
    ("lists of strings to merge", |length| merge(length, |n| format!(r#"{{"value":"v{n}"}}"#))),
    ("rows with lists to merge", |length| {
        let row = |n| format!(r#"{{"emails":["{n}"],"phoneNumbers":[{{"number":"{n}"}}],"bold":true}}"#);
        let half = joined(length / 2, row);
        let inst = |rows: &str| format!(r#"{{"instid":"UIS","contactRows":[{rows}]}}"#);
        format!(r#"{{"result": {{"institutions": [{}, {}]}}}}"#, inst(&half), inst(&half))
    }),
    ("rows that differ only in part boundaries", |length| {
        let row = |n: usize| {
            let end = |place: usize| if n >> place & 1 == 1 { "},{" } else { "," };
            let phone = |place| format!(r#"{{"number":""{}"comment":""}}"#, end(place));
            format!(r#"{{"phoneNumbers":[{}]}}"#, (0..20).map(phone).collect::<Vec<_>>().join(","))
        };
        let inst = format!(r#"{{"instid":"UIS","contactRows":[{}]}}"#, joined(length / 2, row));
        format!(r#"{{"result": {{"institutions": [{inst}, {inst}]}}}}"#)
    }),
    ("many small lists of one entity to merge", |length| {
        list(length, r#""people": [*]"#, |n| {
            format!(r#"{{"identifier":{{"scheme":"a","value":"b"}},"attributes":[{{"attrid":{n}}}]}}"#)
        })
    }),
    ("unreadable values", |length| list(length, r#""attributes": [*]"#, |_| "1".into())),
    ("deeply nested unreadable values", |length| {
        let (before, after) = (r#"{"members":[{"groups":["#.repeat(30), "]}]}".repeat(30));
        let frame = format!(r#""groups": [{before}{{"members":[*]}}{after}]"#);
        list(length, &frame, |_| "1".into())
    }),
    ("duplicate fields", |length| list(length, r#""groups": [{"name":"n",*}]"#, |_| r#""name":0"#.into())),
    ("unknown fields", |length| list(length, r#""groups": [{*}]"#, |n| format!(r#""x{n}":0"#))),
    ("empty strings", |length| rows(length, |_| r#""""#.into())),
    ("numbers in place of strings", |length| rows(length, |_| "1".into())),
    ("fractions in place of strings", |length| rows(length, |_| "1.5".into())),
    ("fractions in a list far from its key", |length| {
        let frame =
            format!(r#""institution": {{"contactRows": [{{"emails": {}[*]}}]}}"#, " ".repeat(length / 2));
        list(length, &frame, |_| "1.5".into())
    }),
    ("strings with an escape", |length| rows(length, |_| r#""\n""#.into())),
    ("strings with a lone surrogate", |length| rows(length, |_| r#""\ud800""#.into())),
    ("white space", |length| format!(r#"{{"result": {{"people": [{}]}}}}"#, " ".repeat(length))),
    ("one long string", |length| format!(r#"{{"result": {{"value": "{}"}}}}"#, "x".repeat(length))),
    ("truncated document", |length| {
        let mut text = list(length, r#""people": [*]"#, |_| "{}".into());
        text.truncate(text.len() - 3);
        text
    }),
];

/// A result with a list of such elements in place of the asterisk.
fn list(length: usize, frame: &str, element: impl Fn(usize) -> String) -> String {
    let elements = joined(length.saturating_sub(frame.len() + 14), element);
    format!("{{\"result\": {{{}}}}}", frame.replacen('*', &elements, 1))
}

fn joined(length: usize, element: impl Fn(usize) -> String) -> String {
    let mut elements = String::with_capacity(length + 64);
    for n in 0.. {
        let _ = write!(elements, "{}", element(n));
        if elements.len() >= length {
            break;
        }
        elements.push(',');
    }
    elements
}

/// One person twice, with lists of the same elements.
fn merge(length: usize, element: impl Fn(usize) -> String) -> String {
    let half = joined(length / 2, element);
    let person =
        |list: &str| format!(r#"{{"identifier":{{"scheme":"a","value":"b"}},"attributes":[{list}]}}"#);
    format!(r#"{{"result": {{"people": [{}, {}]}}}}"#, person(&half), person(&half))
}

fn rows(length: usize, text: impl Fn(usize) -> String) -> String {
    list(length, r#""institution": {"contactRows": [{"emails": [*]}]}"#, text)
}
