//! Spans and events for `tracing`.
//!
//! The names follow OpenTelemetry's conventions for HTTP clients. Values of parameters appear only if `trace_urls` is
//! set; passwords and tokens never do.

use std::time::Duration;

use tracing::field::Empty;
use tracing::{Span, debug, info, info_span, warn};

use super::base_url::Address;
use crate::call::OpenApiPath;
use crate::error::OneLine;
use crate::{Call, Error, IbisResult};

/// The span of a call. `url` is `None` unless `trace_urls` is set.
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

/// Records the status of a response on the span of its call.
pub(super) fn response(span: &Span, status: u16) {
    span.record("http.response.status_code", status);
}

/// Records on the span of a call how often its request was sent again.
pub(super) fn resend(span: &Span, times: u32) {
    span.record("http.request.resend_count", times);
}

/// Records the error on the span of a call.
pub(super) fn failed(span: &Span, error: &Error) {
    match error.status() {
        Some(status) if status >= 400 => span.record("error.type", status),
        _ => span.record("error.type", error.kind()),
    };
}

/// An attempt failed and the call is retried.
pub(super) fn retry(error: &Error, times: u32, wait: Duration) {
    warn!(
        "error.type" = error.kind(),
        "http.response.status_code" = error.status(),
        "http.request.resend_count" = times,
        ?wait,
        "attempt failed, retrying"
    );
}

/// A call has to wait.
pub(super) fn wait(reason: &'static str) {
    debug!(reason, "waiting");
}

/// A response contains unreadable values.
pub(super) fn warnings(result: &IbisResult) {
    let count = result.warning_count();
    if count > 0 {
        let path = result.warnings().first().map(|warning| OneLine(&warning.path).to_string());
        warn!(count, path, "the response contains unreadable values; `path` is that of the first");
    }
}

/// The token endpoint issued a token.
pub(super) fn token_renewed(lifetime: Duration) {
    info!(?lifetime, "obtained a new access token");
}

/// The token endpoint did not issue a token.
pub(super) fn token_failed(status: Option<u16>) {
    warn!("http.response.status_code" = status, "failed to obtain an access token");
}

/// The gateway rejected a token that should be valid.
pub(super) fn token_rejected() {
    info!("access token rejected, requesting a new one");
}

/// Certificates are not checked.
pub(super) fn certificates_unchecked(server: &Address) {
    warn!(
        "server.address" = server.host.as_str(),
        "server.port" = server.port,
        "the server's certificate is not checked, so anybody can pretend to be the server"
    );
}

/// Secrets are sent insecurely.
pub(super) fn secrets_insecure(problem: &str) {
    warn!(problem, "credentials are sent insecurely, as configured");
}
