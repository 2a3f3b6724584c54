//! The headers that the application adds to every request.

use std::fmt;

use crate::Error;
use crate::call::{self, Header, MAX_HEADERS};

/// Names and values, unchecked.
#[derive(Default)]
pub(super) struct Headers {
    pub(super) secret: Vec<(String, String)>,
    pub(super) trace: Vec<(String, String)>,
}

impl Headers {
    pub(super) fn parse(&self) -> Result<Vec<Header>, Error> {
        let secret = self.secret.iter().map(|header| ("header", header));
        let trace = self.trace.iter().map(|header| ("trace_header", header));
        let headers = secret.chain(trace).map(|(setting, (name, value))| {
            let (name, mut value) = call::header(name, value)
                .map_err(|problem| Error::configuration(setting, format_args!("`{name}` {problem}")))?;
            value.set_sensitive(setting == "header");
            Ok((name, value))
        });
        let headers: Vec<Header> = headers.collect::<Result<_, Error>>()?;
        if headers.len() > MAX_HEADERS {
            return Err(Error::configuration("header", format_args!("there are more than {MAX_HEADERS}")));
        }
        Ok(headers)
    }
}

/// Hides the values of secret headers.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secret = self.secret.iter().map(|(name, _)| (&**name, "***"));
        let trace = self.trace.iter().map(|(name, value)| (&**name, &**value));
        f.debug_map().entries(secret.chain(trace)).finish()
    }
}
