//! What the service, or the gateway before it, says went wrong.

use std::time::Duration;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::json;
use crate::{IbisResult, ServiceError};

/// No error document is longer. Others are in nobody's form.
const LARGEST: usize = 1 << 20;

/// What an error document says.
#[derive(Debug, Default)]
pub(super) struct ErrorDocument {
    status: Option<u16>,
    code: Option<String>,
    message: Option<String>,
    details: Option<String>,
}

/// The forms that there are: the service's, the same without its frame, and that of Apigee, the gateway.
#[derive(Deserialize)]
struct Forms {
    result: Option<Frame>,
    error: Option<Shape>,
    fault: Option<Fault>,
}

#[derive(Deserialize)]
struct Frame {
    error: Option<Shape>,
}

/// An `error` is an error, whatever it is.
#[derive(Deserialize)]
#[serde(untagged)]
enum Shape {
    Fields(Fields),
    Text(String),
    Other(IgnoredAny),
}

#[derive(Deserialize)]
struct Fields {
    status: Option<Scalar>,
    code: Option<Scalar>,
    message: Option<Scalar>,
    details: Option<Scalar>,
}

#[derive(Deserialize)]
struct Fault {
    faultstring: Option<Scalar>,
    detail: Option<Detail>,
}

#[derive(Deserialize)]
struct Detail {
    errorcode: Option<Scalar>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Number(u16),
    Other(IgnoredAny),
}

impl ErrorDocument {
    /// Reads a document; where the status says that the call failed, the service's frame around it is enough.
    pub(super) fn read(body: &[u8], failed: bool) -> Option<Self> {
        let body = json(body);
        if body.len() > LARGEST {
            return None;
        }
        let Forms { result, error, fault } = serde_json::from_slice(body).ok()?;
        let is_framed = failed && result.is_some();
        match result.and_then(|frame| frame.error).or(error) {
            Some(Shape::Fields(Fields { status, code, message, details })) => Some(Self {
                status: text(status).and_then(|status| status.parse().ok()),
                code: text(code),
                message: text(message),
                details: text(details),
            }),
            Some(Shape::Text(message)) => Some(Self { message: Some(message), ..Self::default() }),
            Some(Shape::Other(IgnoredAny)) => Some(Self::default()),
            None => match fault {
                Some(Fault { faultstring, detail }) => Some(Self {
                    code: text(detail.and_then(|detail| detail.errorcode)),
                    message: text(faultstring),
                    ..Self::default()
                }),
                None => is_framed.then(Self::default),
            },
        }
    }

    /// The error in a result, if there is one, however it is written.
    pub(super) fn of(result: &IbisResult) -> Option<Self> {
        let Some(error) = result.error() else {
            let odd = result.warnings().iter().any(|warning| warning.path == "$.result.error");
            return odd.then(Self::default);
        };
        Some(Self {
            status: u16::try_from(error.status()).ok(),
            code: error.code().map(str::to_owned),
            message: error.message().map(str::to_owned),
            details: error.details().map(str::to_owned),
        })
    }

    /// The status of the response counts, unless that says that all is well.
    pub(super) fn into_error(self, status: u16, retry_after: Option<Duration>) -> ServiceError {
        let Self { status: within, code, message, details } = self;
        let within = within.filter(|within| *within >= 400 && status < 300);
        ServiceError { status: within.unwrap_or(status), code, message, details, retry_after }
    }
}

fn text(scalar: Option<Scalar>) -> Option<String> {
    match scalar? {
        Scalar::Text(text) => Some(text),
        Scalar::Number(number) => Some(number.to_string()),
        Scalar::Other(IgnoredAny) => None,
    }
}
