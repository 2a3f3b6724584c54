//! What is told to `tracing`: a span for each call, events for what happens on the way.
//!
//! The names are those of OpenTelemetry's conventions for HTTP clients. There is no value of a parameter in
//! any of it, unless the builder was asked for them, and never a password or a token.

use std::time::Duration;

use tracing::field::Empty;
use tracing::{Span, debug, info, info_span, warn};

use super::base_url::Address;
use crate::call::OpenApiPath;
use crate::error::OneLine;
use crate::{Call, Error, IbisResult};

/// The span of a call; `url` where values may be shown.
pub(super) fn call(call: &Call, server: &Address, url: Option<&str>) -> Span {
    let method = call.method().as_str();
    let template = OpenApiPath(call.path());
    info_span!(
        "ibis_call",
        "otel.name" = %format_args!("{method} {template}"),
        "otel.kind" = "client",
        "http.request.method" = method,
        "url.template" = %template,
        "url.full" = url,
        "server.address" = server.host.as_str(),
        "server.port" = server.port,
        "http.response.status_code" = Empty,
        "http.request.resend_count" = Empty,
        "error.type" = Empty,
    )
}

/// Notes on the span of a call that an answer came.
pub(super) fn answered(span: &Span, status: u16) {
    span.record("http.response.status_code", status);
}

/// Notes on the span of a call that its request is sent once more.
pub(super) fn resent(span: &Span, times: u32) {
    span.record("http.request.resend_count", times);
}

/// Notes on the span of a call that it failed.
pub(super) fn failed(span: &Span, error: &Error) {
    match error.status() {
        Some(status) if status >= 400 => span.record("error.type", status),
        _ => span.record("error.type", error.kind()),
    };
}

/// An attempt failed and there will be another.
pub(super) fn retry(error: &Error, times: u32, wait: Duration) {
    warn!(
        "error.type" = error.kind(),
        "http.response.status_code" = error.status(),
        "http.request.resend_count" = times,
        ?wait,
        "the attempt failed; there will be another"
    );
}

/// Something has to be waited for.
pub(super) fn wait(reason: &'static str) {
    debug!(reason, "waiting");
}

/// Values of a response could not be read.
pub(super) fn warnings(result: &IbisResult) {
    let count = result.warning_count();
    if count > 0 {
        let path = result.warnings().first().map(|warning| OneLine(&warning.path).to_string());
        warn!(count, path, "values of the response could not be read; the first is at this path");
    }
}

/// The token endpoint gave a token.
pub(super) fn token_renewed(lifetime: Duration) {
    info!(?lifetime, "there is a new access token");
}

/// The token endpoint gave none.
pub(super) fn token_refused(status: Option<u16>) {
    warn!("http.response.status_code" = status, "there is no new access token");
}

/// The gateway did not accept a token that should have been good.
pub(super) fn token_rejected() {
    info!("the access token was rejected; asking for a new one");
}

/// Anybody may pretend to be the server.
pub(super) fn certificates_unchecked(server: &Address) {
    warn!(
        "server.address" = server.host.as_str(),
        "server.port" = server.port,
        "the server's certificate is not checked: anybody can pretend to be the server"
    );
}

/// Secrets may be read on the way.
pub(super) fn secrets_insecure(problem: &str) {
    warn!(problem, "credentials are sent insecurely, as the builder was told");
}
