//! The message of an error: one line of limited length.

use std::fmt;

use super::{Error, Excerpt, OneLine};

/// The longest message, in characters.
const MAX_LENGTH: usize = 500;

/// Follows the error of an edit whose outcome is unknown. It is never cut off.
const OUTCOME_UNKNOWN: &str = "; the edit may have been applied: check before repeating it";

/// Follows the error of an anonymous call that was refused. It is never cut off.
const REFUSED_ANONYMOUSLY: &str = "; anonymous access works only from the University's network: use the API Gateway \
                                   (`Credentials::api_gateway`) or a group's name and password (`Credentials::group`)";

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = if self.outcome_unknown() { OUTCOME_UNKNOWN } else { "" };
        let anonymous = if self.is_refused_anonymously() { REFUSED_ANONYMOUSLY } else { "" };
        let left = MAX_LENGTH - outcome.len() - anonymous.len();
        write!(f, "{}{anonymous}{outcome}", Excerpt(Message(self), left))
    }
}

/// The message without the advice at its end.
struct Message<'a>(&'a Error);

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Error::Batch { ids, source } = self.0 {
            let [first, last] = [ids.first(), ids.last()].map(|id| OneLine(id.map_or("", String::as_str)));
            let (source, count) = (OneLine(Message(source)), ids.len());
            return write!(f, "{source} (in a batch of {count}, from `{first}` to `{last}`)");
        }
        if let Some(call) = self.0.call() {
            write!(f, "{}: ", OneLine(call))?;
        }
        match self.0 {
            Error::Service { error, .. } => write!(f, "{error}"),
            Error::UnexpectedContentType { status, content_type, start, .. } => {
                write!(f, "unexpected response with status {status} and ")?;
                match content_type {
                    Some(content_type) => write!(f, "content type `{}`", OneLine(content_type))?,
                    None => f.write_str("no content type")?,
                }
                write!(f, ": `{}`", OneLine(start))
            }
            Error::Decode { status, source, .. } => {
                write!(f, "the response with status {status} cannot be decoded: {}", OneLine(source))
            }
            Error::Redirect { status, location: Some(location), .. } => {
                write!(f, "redirected to {location} with status {status}; redirects are not followed")
            }
            Error::Redirect { status, location: None, .. } => {
                write!(f, "unexpected response with status {status} and no location")
            }
            Error::TooLarge { status, limit, .. } => {
                write!(f, "the response with status {status} exceeds the limit of {limit} bytes")
            }
            Error::Timeout { phase, after, .. } => write!(f, "{phase} within {after:?}"),
            Error::Transport { source, .. } => write!(f, "{source}"),
            Error::Token { source, .. } => write!(f, "{source}"),
            Error::Parameter { source, .. } => write!(f, "{source}"),
            Error::UnexpectedResult { status: Some(status), expected, .. } => {
                write!(f, "the result of the response with status {status} has no {expected}")
            }
            Error::UnexpectedResult { status: None, expected, .. } => {
                write!(f, "the result has no {expected}")
            }
            Error::NotFetched(error) => write!(f, "{error}"),
            Error::Configuration { setting, problem } => write!(f, "{setting}: {problem}"),
            Error::WithinRuntime => f.write_str(
                "a blocking call on a thread of an async runtime could stall it: await the request, or send it from a \
                 thread of your own",
            ),
            Error::Batch { .. } => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Location, Stage, TokenProblem};
    use crate::{Call, DecodeError, Method, ServiceError, TokenError, TransportError};

    #[test]
    fn error_is_displayed_on_one_line_of_at_most_500_characters() {
        let hostile = "\u{1b}[2J\r\nspqr1 ".repeat(1000);
        let label = || Call::new(Method::Post, format!("/api/v1/{hostile}")).label();
        let service = ServiceError { message: Some(hostile.clone()), ..ServiceError::new(500) };
        let decode =
            DecodeError::Json { message: hostile.clone(), is_truncated: false, path: hostile.clone() };
        let transport = || TransportError::at(Stage::Sent, hostile.clone());
        let token = || {
            let (code, description) = (Some(hostile.clone()), Some(hostile.clone()));
            TokenError::new(Some(401), TokenProblem::Refused { code, description })
        };
        let errors = [
            Error::Service { call: label(), error: service.into() },
            Error::UnexpectedContentType {
                call: label(),
                status: 401,
                content_type: Some(hostile.clone()),
                start: hostile.clone(),
                anonymous: true,
                retry_after: None,
            },
            Error::Decode { call: label(), status: 200, source: decode },
            Error::Redirect { call: label(), status: 302, location: Some(Location::new(hostile.clone())) },
            Error::Transport { call: label(), source: transport() },
            Error::Token { call: label(), source: token().into() },
            Error::Configuration { setting: "host", problem: hostile.clone() },
            Error::Batch {
                ids: vec![hostile.clone(), hostile.clone()],
                source: Error::Transport { call: label(), source: transport() }.into(),
            },
        ];
        for error in errors {
            let text = error.to_string();
            assert!(text.chars().count() <= 500, "{}: {text}", text.chars().count());
            assert!(!text.contains(char::is_control), "{text:?}");
            assert_eq!(error.outcome_unknown(), text.ends_with(OUTCOME_UNKNOWN), "{text}");
        }
        for text in [transport().to_string(), token().to_string()] {
            assert!(text.chars().count() <= 500 && !text.contains(char::is_control), "{text:?}");
        }
    }

    #[test]
    fn error_with_a_response_displays_its_status() {
        let call = || Call::new(Method::Get, "/api/v1/x").label();
        for error in [
            Error::TooLarge { call: call(), status: 207, limit: 1 },
            Error::UnexpectedResult { call: Some(call()), status: Some(207), expected: "people" },
        ] {
            assert!(error.to_string().contains("status 207"), "{error}");
            assert_eq!(error.status(), Some(207));
        }
    }
}
