//! One call: plan, send, read, decode.

use std::sync::PoisonError;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, LOCATION};

use super::Inner;
use crate::call::{Call, Plan};
use crate::error::TransportError;
use crate::response::Response;
use crate::{Error, IbisResult, Method};

impl Inner {
    pub(super) async fn invoke(&self, call: Call) -> Result<IbisResult, Error> {
        let plan =
            Plan::new(&call, &self.base).map_err(|source| Error::Parameter { call: call.label(), source })?;
        let after = call.time_limit().unwrap_or(self.timeout);
        let response = tokio::time::timeout(after, self.exchange(&call, plan))
            .await
            .map_err(|_| Error::Timeout { call: call.label(), after })??;
        response.decode(&call, self.strict)
    }

    /// Sends a request and reads the whole answer.
    async fn exchange(&self, call: &Call, plan: Plan) -> Result<Response, Error> {
        let transport = |error| Error::Transport { call: call.label(), source: TransportError::new(error) };
        let mut response = self.request(plan).send().await.map_err(transport)?;
        let status = response.status().as_u16();
        if (300..400).contains(&status) {
            let location = text(response.headers(), LOCATION);
            return Err(Error::Redirect { call: call.label(), status, location });
        }
        let content_type = text(response.headers(), CONTENT_TYPE);
        let too_large = || Error::TooLarge { call: call.label(), limit: self.max_response_bytes };
        let announced = response.content_length().unwrap_or_default();
        if usize::try_from(announced).map_or(true, |announced| announced > self.max_response_bytes) {
            return Err(too_large());
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(transport)? {
            if chunk.len() > self.max_response_bytes - body.len() {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response { status, content_type, body })
    }

    fn request(&self, plan: Plan) -> reqwest::RequestBuilder {
        let method = match plan.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let authorization = self.credentials.read().unwrap_or_else(PoisonError::into_inner).authorization();
        let request = self
            .client
            .request(method, plan.url)
            .header(ACCEPT, "application/json")
            .header(AUTHORIZATION, authorization);
        match plan.form {
            Some(form) => request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form),
            None => request,
        }
    }
}

fn text(headers: &HeaderMap, name: reqwest::header::HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}
