//! Error documents of the service and of the API Gateway.

use std::time::Duration;

use serde_json::Value;

use super::json;
use crate::{IbisResult, ServiceError};

/// The largest body that is read as an error document, in bytes.
const MAX_BYTES: usize = 1 << 20;

/// The codes with which a server refuses an access token, by RFC 6750.
const BEARER_ERRORS: [&str; 3] = ["invalid_request", "invalid_token", "insufficient_scope"];

/// The content of an error document.
#[derive(Debug, Default)]
pub(super) struct ErrorDocument {
    status: Option<u16>,
    code: Option<String>,
    message: Option<String>,
    details: Option<String>,
    is_foreign: bool,
}

impl ErrorDocument {
    /// Reads an error document.
    ///
    /// If the call `failed` by its status, any document of the service counts as one.
    pub(super) fn read(body: &[u8], failed: bool) -> Option<Self> {
        let body = json(body);
        if body.len() > MAX_BYTES {
            return None;
        }
        let document: Value = serde_json::from_slice(body).ok()?;
        let (result, fault) = (&document["result"], &document["fault"]);
        let errors = [(&result["error"], false), (&document["error"], true)];
        match errors.into_iter().find(|(error, _)| !error.is_null()) {
            // An `error` of any shape is an error.
            Some((error, is_outside)) => Some(Self {
                is_foreign: is_outside && !error.as_str().is_some_and(|code| BEARER_ERRORS.contains(&code)),
                status: text(&error["status"]).and_then(|status| status.parse().ok()),
                code: text(&error["code"]),
                message: text(error).or_else(|| text(&error["message"])),
                details: text(&error["details"]),
            }),
            // The format of Apigee, the product behind the gateway.
            None if fault.is_object() => Some(Self {
                code: text(&fault["detail"]["errorcode"]),
                message: text(&fault["faultstring"]),
                ..Self::default()
            }),
            None => (failed && result.is_object()).then(Self::default),
        }
    }

    /// The error in a result, of any shape, or `None` if the result does not have one.
    pub(super) fn of(result: &IbisResult) -> Option<Self> {
        let Some(error) = result.error() else {
            let is_unreadable = result.warnings().iter().any(|warning| warning.path == "$.result.error");
            return is_unreadable.then(Self::default);
        };
        Some(Self {
            status: u16::try_from(error.status()).ok(),
            code: error.code().map(str::to_owned),
            message: error.message().map(str::to_owned),
            details: error.details().map(str::to_owned),
            is_foreign: false,
        })
    }

    /// Converts to an error. The status in the document counts only if that of the response is a success.
    pub(super) fn into_error(self, status: u16, retry_after: Option<Duration>) -> ServiceError {
        let Self { status: within, code, message, details, is_foreign } = self;
        let within = within.filter(|within| *within >= 400 && status < 300);
        ServiceError {
            status: within.unwrap_or(status),
            code,
            message,
            details,
            retry_after,
            anonymous: false,
            is_foreign,
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
