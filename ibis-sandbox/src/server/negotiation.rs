//! Chooses the format of a response: by `format=json`, else by the header `Accept`, else XML.

use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};

use crate::failure::Failure;
use crate::formats::{Format, Shape};
use crate::service::{pairs, parse_bool};

/// The format and shape of a response.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner {
    pub(crate) format: Format,
    pub(crate) shape: Shape,
}

impl Manner {
    /// Reads it from a request. A failure comes with the format to report it in.
    pub(crate) fn of(headers: &HeaderMap, query: &str, pretty: bool) -> (Self, Option<Failure>) {
        let json = Format::Json { pretty };
        let plain = Self { format: Format::Xml, shape: Shape::Hierarchical };
        let (accepted, mut failure) = match accepted(headers) {
            Some(Kind::Json) => (Self { format: json, ..plain }, None),
            Some(Kind::Xml) => (plain, None),
            None => {
                let failure =
                    Failure::new(StatusCode::NOT_ACCEPTABLE, "the client accepts neither XML nor JSON");
                (plain, Some(failure.with_details("the service offers application/xml and application/json")))
            }
        };
        let pairs = match pairs(query) {
            Ok(pairs) => pairs,
            Err(failure) => return (accepted, Some(failure)),
        };
        let first = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let mut manner = accepted;
        match first("format") {
            None | Some("") => {}
            Some("json") => (manner.format, failure) = (json, None),
            Some("xml") => (manner.format, failure) = (Format::Xml, None),
            Some(other) => {
                let message = format!("`format` is `{other}`: use `xml` or `json`");
                failure = Some(Failure::bad_request(message));
            }
        }
        match first("flatten").map(parse_bool) {
            None | Some(Some(false)) => {}
            Some(Some(true)) => manner.shape = Shape::Flattened,
            Some(None) => failure = Some(Failure::bad_request("`flatten` is neither `true` nor `false`")),
        }
        (manner, failure)
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Json,
    Xml,
}

/// The format with the higher quality value; XML if both are equal.
fn accepted(headers: &HeaderMap) -> Option<Kind> {
    let mut listed = headers.get_all(ACCEPT).iter().peekable();
    if listed.peek().is_none() {
        return Some(Kind::Xml);
    }
    let (mut xml, mut json) = ((0, 0.0), (0, 0.0));
    for range in listed.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let media = parts.next().unwrap_or_default().to_ascii_lowercase();
        let quality =
            parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |text| text.parse().ok());
        let weight: f32 = quality.unwrap_or(0.0);
        // A more specific media range takes precedence.
        let consider = |best: &mut (u8, f32), exactness: u8| {
            if exactness > best.0 || (exactness == best.0 && weight > best.1) {
                *best = (exactness, weight);
            }
        };
        match media.as_str() {
            "application/json" => consider(&mut json, 3),
            "application/xml" | "text/xml" => consider(&mut xml, 3),
            "application/*" => {
                consider(&mut json, 2);
                consider(&mut xml, 2);
            }
            "*/*" => {
                consider(&mut json, 1);
                consider(&mut xml, 1);
            }
            _ => {}
        }
    }
    // With equal weights, a format that is named takes precedence over one that a wildcard covers.
    let (xml_key, json_key) = ((xml.1, xml.0), (json.1, json.0));
    if xml.1 <= 0.0 && json.1 <= 0.0 {
        None
    } else if json_key > xml_key {
        Some(Kind::Json)
    } else {
        Some(Kind::Xml)
    }
}
