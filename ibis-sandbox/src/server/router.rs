//! Routes paths to endpoints, at both front doors.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{Extension, RawForm, RawPathParams, State};
use axum::http::header::{CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, get, on, post};

use super::negotiation::Manner;
use super::{Shared, gate, locked};
use crate::auth::{self, Caller};
use crate::directory::Directory;
use crate::failure::Failure;
use crate::fetch::Fetch;
use crate::formats::{self, ValueStyle};
use crate::gateway;
use crate::service::{Action, Arguments, Editing, Endpoint, Reading};
use crate::view::View;

const OPENAPI: &str = include_str!("../../openapi-3.0.json");
const FORM: &str = "application/x-www-form-urlencoded";

/// A front door of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    Service,
    Gateway,
}

/// All routes of the server.
pub(super) fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new()
        .route("/openapi-3.0.json", get(async || ([(CONTENT_TYPE, "application/json")], OPENAPI)))
        .route(gateway::TOKEN_PATH, post(token));
    for endpoint in shared.settings.endpoints {
        let Ok(method) = MethodFilter::try_from(endpoint.method.clone()) else { continue };
        let doors = [(Door::Service, "/api/v1"), (Door::Gateway, gateway::BASE_PATH)];
        for (door, base) in
            doors.into_iter().filter(|(door, _)| *door == Door::Service || endpoint.at_gateway)
        {
            let path = format!("{base}{}", endpoint.path);
            let handler = async move |State(shared): State<Arc<Shared>>,
                                      Extension(manner): Extension<Manner>,
                                      path: Result<RawPathParams, RawPathParamsRejection>,
                                      headers: HeaderMap,
                                      uri: Uri,
                                      body: Bytes| {
                let request = Received { headers, uri, body };
                let responded = path
                    .map_err(|_| Failure::bad_request("a parameter in the path is not UTF-8"))
                    .and_then(|path| respond(&shared, endpoint, door, manner, &path, &request));
                match responded {
                    Ok(bytes) => gate::document(bytes, manner),
                    Err(failure) => refuse_at(door, &failure, manner),
                }
            };
            router = router.route(&path, on(method, handler));
        }
    }
    router
        .method_not_allowed_fallback(async |Extension(manner): Extension<Manner>| {
            gate::refuse(
                &Failure::new(StatusCode::METHOD_NOT_ALLOWED, "the method is not allowed here"),
                manner,
            )
        })
        .fallback(async |Extension(manner): Extension<Manner>, uri: Uri| {
            gate::refuse(&Failure::not_found(format!("there is nothing at `{}`", uri.path())), manner)
        })
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), gate::pass))
        .with_state(shared)
}

struct Received {
    headers: HeaderMap,
    uri: Uri,
    body: Bytes,
}

/// Responds to a request. If that panics, the message is kept, and reported when the sandbox is dropped.
fn respond(
    shared: &Shared,
    endpoint: &Endpoint,
    door: Door,
    manner: Manner,
    path: &RawPathParams,
    request: &Received,
) -> Result<Vec<u8>, Failure> {
    let attempt = AssertUnwindSafe(|| respond_or_panic(shared, endpoint, door, manner, path, request));
    catch_unwind(attempt).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
        locked(&shared.panics).push(format!("{} {}: {text}", endpoint.method, request.uri));
        Err(Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "the sandbox panicked").with_details(text))
    })
}

fn respond_or_panic(
    shared: &Shared,
    endpoint: &Endpoint,
    door: Door,
    manner: Manner,
    path: &RawPathParams,
    request: &Received,
) -> Result<Vec<u8>, Failure> {
    let style = if door == Door::Gateway { ValueStyle::Typed } else { ValueStyle::Text };
    let manner = (manner.format, manner.shape, style);
    let read = |directory: &Directory| {
        let path: HashMap<String, String> =
            path.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        if let Some((name, _)) = path.iter().find(|(_, value)| value.is_empty()) {
            return Err(Failure::not_found(format!("`{name}` is empty in the path")));
        }
        let query = request.uri.query().unwrap_or_default();
        Arguments::read(&directory.schemes, endpoint.params, path, query, form(&endpoint.method, request)?)
    };
    match endpoint.action {
        Action::Read(read_from) | Action::ReadContactRows(read_from) => {
            let directory = shared.directory.read().unwrap_or_else(PoisonError::into_inner);
            let view = View { directory: &directory, caller: caller(shared, door, &directory, request)? };
            let mut arguments = read(&directory)?;
            let contact_rows = matches!(endpoint.action, Action::ReadContactRows(_));
            let wrapped = contact_rows.then(|| Fetch::contact_rows(arguments.take_fetch()));
            let response = read_from(&Reading { view, arguments: &arguments })?;
            formats::response(&view, &response, wrapped.as_ref().unwrap_or(arguments.fetch()), manner)
        }
        Action::Edit(apply) => {
            let mut directory = shared.directory.write().unwrap_or_else(PoisonError::into_inner);
            let caller = caller(shared, door, &directory, request)?;
            if !matches!(caller, Caller::Group(_)) {
                return Err(Failure::unauthorized("an edit requires the name and password of a group"));
            }
            let arguments = read(&directory)?;
            let mut editing = Editing { directory: &mut directory, caller, arguments: &arguments };
            let response = apply(&mut editing)?;
            formats::response(&editing.view(), &response, arguments.fetch(), manner)
        }
    }
}

fn caller(shared: &Shared, door: Door, directory: &Directory, request: &Received) -> Result<Caller, Failure> {
    match door {
        Door::Service => {
            let settings = &shared.settings;
            let anonymous = settings.allow_anonymous.then_some(settings.anonymous);
            auth::identify(directory, &request.headers, anonymous)
        }
        Door::Gateway => shared.gateway.check(&request.headers).map(|()| Caller::Insider),
    }
}

fn form<'r>(method: &Method, request: &'r Received) -> Result<&'r str, Failure> {
    if !matches!(*method, Method::POST | Method::PUT) || request.body.is_empty() {
        return Ok("");
    }
    let content_type =
        request.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = content_type.split(';').next().unwrap_or_default().trim();
    if !media.eq_ignore_ascii_case(FORM) {
        let message = format!("the body has the content type `{media}`");
        let failure = Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message);
        return Err(failure.with_details(format!("send {FORM}")));
    }
    std::str::from_utf8(&request.body).map_err(|_| Failure::bad_request("the form is not UTF-8"))
}

fn refuse_at(door: Door, failure: &Failure, manner: Manner) -> Response {
    let mut response = gate::refuse(failure, manner);
    if door == Door::Gateway && failure.status == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

async fn token(State(shared): State<Arc<Shared>>, headers: HeaderMap, RawForm(form): RawForm) -> Response {
    let (status, body) = shared.gateway.grant(&headers, &form);
    (status, [(CONTENT_TYPE, "application/json"), (axum::http::header::CACHE_CONTROL, "no-store")], body)
        .into_response()
}
