//! Settings from environment variables. A function looks them up, so that tests need no environment.

use std::env::VarError;

use super::{Credentials, IbisClientConnectionBuilder};
use crate::Error;

const URL: &str = "IBIS_URL";
const USERNAME: &str = "IBIS_USERNAME";
const PASSWORD: &str = "IBIS_PASSWORD";
const CLIENT_ID: &str = "IBIS_CLIENT_ID";
const CLIENT_SECRET: &str = "IBIS_CLIENT_SECRET";
const TOKEN_URL: &str = "IBIS_TOKEN_URL";
const TOKEN_SCOPE: &str = "IBIS_TOKEN_SCOPE";

impl IbisClientConnectionBuilder {
    /// Creates a builder whose server and credentials come from environment variables.
    ///
    /// The variables are those of [`IbisClientConnection::from_env`](crate::IbisClientConnection::from_env).
    ///
    /// # Errors
    ///
    /// Returns [`Error::Configuration`] if half of a pair is missing, if both pairs are set, or if a variable is not
    /// valid Unicode.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// use std::time::Duration;
    ///
    /// use ibis_client::IbisClientConnectionBuilder;
    ///
    /// let conn = IbisClientConnectionBuilder::from_env()?.timeout(Duration::from_secs(5)).build()?;
    /// # Ok::<(), ibis_client::Error>(())
    /// ```
    pub fn from_env() -> Result<Self, Error> {
        Self::default().variables(|name| std::env::var(name))
    }

    /// Sets the server and the credentials from variables.
    fn variables(mut self, variable: impl Fn(&str) -> Result<String, VarError>) -> Result<Self, Error> {
        let value = |name: &'static str| match variable(name) {
            Ok(value) if value.is_empty() => Ok(None),
            Ok(value) => Ok(Some(value)),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => Err(Error::configuration(name, "it is not valid Unicode")),
        };
        let pair = |first, second| match (value(first)?, value(second)?) {
            (Some(a), Some(b)) => Ok(Some((a, b))),
            (None, None) => Ok(None),
            (Some(_), None) => Err(missing(second, first)),
            (None, Some(_)) => Err(missing(first, second)),
        };
        if let Some(url) = value(URL)? {
            self = self.base_url(url);
        }
        let (group, client) = (pair(USERNAME, PASSWORD)?, pair(CLIENT_ID, CLIENT_SECRET)?);
        let (token_url, scope) = (value(TOKEN_URL)?, value(TOKEN_SCOPE)?);
        for (name, value) in [(TOKEN_URL, &token_url), (TOKEN_SCOPE, &scope)] {
            if value.is_some() && client.is_none() {
                return Err(missing(CLIENT_ID, name));
            }
        }
        self = match (group, client) {
            (Some(_), Some(_)) => {
                let problem = format!(
                    "it conflicts with `{USERNAME}`: set either a group's name and password or an API Gateway client, not both"
                );
                return Err(Error::configuration(CLIENT_ID, problem));
            }
            (Some((name, password)), None) => self.credentials(Credentials::group(name, password)),
            (None, Some((id, secret))) => self.credentials(Credentials::api_gateway(id, secret)),
            (None, None) => self,
        };
        if let Some(url) = token_url {
            self = self.token_url(url);
        }
        if let Some(scope) = scope {
            self = self.token_scope(scope);
        }
        Ok(self)
    }
}

fn missing(name: &'static str, other: &str) -> Error {
    Error::configuration(name, format_args!("it is not set, but `{other}` is"))
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::*;

    /// The `Debug` output of the builder and the connection made from these variables, or the error.
    fn built(variables: &[(&str, &str)]) -> Result<String, String> {
        let variable = |name: &str| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map(|(_, value)| (*value).to_owned()).ok_or(VarError::NotPresent)
        };
        let builder = IbisClientConnectionBuilder::default().variables(variable);
        let builder = builder.map_err(|error| error.to_string())?;
        let shown = format!("{builder:?}");
        builder.build().map(|conn| format!("{shown} {conn:?}")).map_err(|error| error.to_string())
    }

    #[test]
    fn no_variables_is_an_anonymous_connection_to_lookup() {
        for variables in [&[][..], &[(URL, ""), (USERNAME, ""), (PASSWORD, "")]] {
            let shown = built(variables).unwrap();
            assert!(
                shown.contains("Anonymous") && shown.contains("https://www.lookup.cam.ac.uk/"),
                "{shown}"
            );
        }
    }

    #[test]
    fn username_and_password_select_a_group() {
        let url = "https://lookup.example/ibis";
        let shown = built(&[(URL, url), (USERNAME, "uis-editors"), (PASSWORD, "sesame")]).unwrap();
        assert!(shown.contains("uis-editors") && shown.contains("https://lookup.example/ibis/"), "{shown}");
        assert!(!shown.contains("sesame"), "{shown}");
    }

    #[test]
    fn client_id_and_secret_select_the_gateway_with_an_optional_scope() {
        let shown = built(&[(CLIENT_ID, "me"), (CLIENT_SECRET, "sesame"), (TOKEN_SCOPE, "a-scope")]).unwrap();
        assert!(shown.contains("https://api.apps.cam.ac.uk/lookup/v1/"), "{shown}");
        assert!(shown.contains("a-scope") && !shown.contains("sesame"), "{shown}");
        assert!(built(&[(CLIENT_ID, "me"), (CLIENT_SECRET, "x")]).unwrap().contains("token_scope: None"));
        let token_url = "http://127.0.0.1:8080/oauth2/v1/token";
        let shown = built(&[(CLIENT_ID, "me"), (CLIENT_SECRET, "x"), (TOKEN_URL, token_url)]).unwrap();
        assert!(shown.contains(token_url), "{shown}");
    }

    #[test]
    fn half_a_pair_is_an_error_that_names_the_missing_half() {
        for (given, missing) in [
            (USERNAME, PASSWORD),
            (PASSWORD, USERNAME),
            (CLIENT_ID, CLIENT_SECRET),
            (CLIENT_SECRET, CLIENT_ID),
            (TOKEN_URL, CLIENT_ID),
            (TOKEN_SCOPE, CLIENT_ID),
        ] {
            let error = built(&[(given, "x")]).unwrap_err();
            assert_eq!(error, format!("{missing}: it is not set, but `{given}` is"));
        }
    }

    #[test]
    fn setting_both_pairs_is_an_error() {
        let both = [(USERNAME, "a"), (PASSWORD, "b"), (CLIENT_ID, "c"), (CLIENT_SECRET, "d")];
        assert!(built(&both).unwrap_err().contains("not both"));
    }

    #[test]
    fn non_unicode_variable_is_an_error() {
        let not_unicode = |_: &str| Err(VarError::NotUnicode(OsString::new()));
        let error = IbisClientConnectionBuilder::default().variables(not_unicode).unwrap_err();
        assert_eq!(error.to_string(), "IBIS_URL: it is not valid Unicode");
    }
}
