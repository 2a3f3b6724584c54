//! Whether passwords, secrets and tokens may be sent to a server.

use reqwest::Url;

use super::base_url::Address;
use super::credentials::Credentials;
use super::trace;
use crate::Error;

/// Whether secrets may be sent over a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// They are sent over HTTPS with a checked certificate, or stay on this machine.
    Secure,
    /// Others could read them, for the given reason, but the application allows it.
    AllowedInsecure(String),
    /// Others could read them, for the given reason.
    Insecure(String),
}

impl Trust {
    /// Checks every URL to which secrets would be sent.
    pub(super) fn new(targets: &[&Url], certificates_checked: bool, allow_insecure: bool) -> Self {
        let problem = targets.iter().filter(|url| !Address::of(url).is_loopback()).find_map(|url| {
            let Address { host, .. } = Address::of(url);
            match url.scheme() {
                "https" if certificates_checked => None,
                "https" => Some(format!("the certificate of `{host}` is not checked")),
                _ => Some(format!("`{host}` is not reached over HTTPS")),
            }
        });
        match problem {
            None => Self::Secure,
            Some(problem) if allow_insecure => Self::AllowedInsecure(problem),
            Some(problem) => Self::Insecure(problem),
        }
    }

    /// Refuses credentials that would be sent insecurely.
    pub(super) fn check(&self, credentials: &Credentials) -> Result<(), Error> {
        if credentials.is_anonymous() { Ok(()) } else { self.check_setting("credentials") }
    }

    /// Refuses the secrets of a setting if they would be sent insecurely.
    pub(super) fn check_setting(&self, setting: &'static str) -> Result<(), Error> {
        match self {
            Self::Secure => Ok(()),
            Self::AllowedInsecure(problem) => {
                trace::secrets_insecure(problem);
                Ok(())
            }
            Self::Insecure(problem) => Err(Error::configuration(
                setting,
                format_args!(
                    "{problem}, so others could read them: use HTTPS with a checked certificate, or accept the risk \
                     with the builder's `danger_send_credentials_insecurely`"
                ),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trust(urls: &[&str], checked: bool) -> Trust {
        let urls: Vec<Url> = urls.iter().map(|url| Url::parse(url).unwrap()).collect();
        Trust::new(&urls.iter().collect::<Vec<_>>(), checked, false)
    }

    #[test]
    fn secrets_require_verified_https_or_loopback() {
        for (url, checked) in [
            ("https://lookup.example/", true),
            ("http://127.0.0.1/", true),
            ("https://localhost:8443/ibis/", false),
        ] {
            assert_eq!(trust(&[url], checked), Trust::Secure, "{url}");
        }
        for (url, checked, word) in
            [("http://lookup.example/", true, "HTTPS"), ("https://lookup.example/", false, "certificate")]
        {
            let trust = trust(&[url], checked);
            let error = trust.check(&Credentials::group("a", "b")).unwrap_err().to_string();
            assert!(error.contains(word) && error.contains("danger_send"), "{error}");
            assert!(trust.check(&Credentials::anonymous()).is_ok());
        }
    }

    #[test]
    fn every_target_must_be_secure() {
        let targets = ["https://a.example/", "http://b.example/token"];
        assert!(matches!(trust(&targets, true), Trust::Insecure(problem) if problem.contains("b.example")));
    }

    #[test]
    fn insecure_targets_can_be_allowed() {
        let url = Url::parse("http://lookup.example/").unwrap();
        let trust = Trust::new(&[&url], true, true);
        assert!(trust.check(&Credentials::group("a", "b")).is_ok());
    }
}
