//! What the service, or the gateway before it, says went wrong.

use std::time::Duration;

use serde_json::Value;

use super::json;
use crate::{IbisResult, ServiceError};

/// No error document is longer.
const LARGEST: usize = 1 << 20;

/// What an error document says.
#[derive(Debug, Default)]
pub(super) struct ErrorDocument {
    status: Option<u16>,
    code: Option<String>,
    message: Option<String>,
    details: Option<String>,
}

impl ErrorDocument {
    /// Reads a document; where the status says that the call failed, the service's frame around it is enough.
    pub(super) fn read(body: &[u8], failed: bool) -> Option<Self> {
        let body = json(body);
        if body.len() > LARGEST {
            return None;
        }
        let document: Value = serde_json::from_slice(body).ok()?;
        let (result, fault) = (&document["result"], &document["fault"]);
        match [&result["error"], &document["error"]].into_iter().find(|error| !error.is_null()) {
            // Whatever it is, an `error` is an error.
            Some(error) => Some(Self {
                status: text(&error["status"]).and_then(|status| status.parse().ok()),
                code: text(&error["code"]),
                message: text(error).or_else(|| text(&error["message"])),
                details: text(&error["details"]),
            }),
            // The form of Apigee, which is the gateway.
            None if fault.is_object() => Some(Self {
                code: text(&fault["detail"]["errorcode"]),
                message: text(&fault["faultstring"]),
                ..Self::default()
            }),
            None => (failed && result.is_object()).then(Self::default),
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
        ServiceError {
            status: within.unwrap_or(status),
            code,
            message,
            details,
            retry_after,
            anonymous: false,
        }
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
