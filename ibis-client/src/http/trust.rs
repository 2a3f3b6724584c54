//! Where passwords, secrets and tokens may go.

use reqwest::Url;

use super::base_url::Address;
use super::credentials::Credentials;
use super::trace;
use crate::Error;

/// What is to be said against sending secrets over a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// Nothing: they go over checked HTTPS, or do not leave this machine.
    Sound,
    /// This, but the builder was told to send them all the same.
    Insisted(String),
    /// This.
    Unsound(String),
}

impl Trust {
    /// Judges all that secrets would be sent to.
    pub(super) fn new(targets: &[&Url], certificates_checked: bool, insists: bool) -> Self {
        let problem = targets.iter().filter(|url| !Address::of(url).is_loopback()).find_map(|url| {
            let Address { host, .. } = Address::of(url);
            match url.scheme() {
                "https" if certificates_checked => None,
                "https" => Some(format!("the certificate of `{host}` is not checked")),
                _ => Some(format!("`{host}` is not reached by https")),
            }
        });
        match problem {
            None => Self::Sound,
            Some(problem) if insists => Self::Insisted(problem),
            Some(problem) => Self::Unsound(problem),
        }
    }

    /// Lets credentials through, unless they would be seen on the way.
    pub(super) fn check(&self, credentials: &Credentials) -> Result<(), Error> {
        if credentials.is_anonymous() { Ok(()) } else { self.allow("credentials") }
    }

    /// Lets the secrets of a setting through, unless they would be seen on the way.
    pub(super) fn allow(&self, setting: &'static str) -> Result<(), Error> {
        match self {
            Self::Sound => Ok(()),
            Self::Insisted(problem) => {
                trace::secrets_insecure(problem);
                Ok(())
            }
            Self::Unsound(problem) => Err(Error::configuration(
                setting,
                format_args!(
                    "{problem}, so that others could read them: use https with a checked certificate, or, if that is \
                     no danger, the builder's `danger_send_credentials_insecurely`"
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
    fn secrets_need_checked_https_or_loopback() {
        for (url, checked) in [
            ("https://lookup.example/", true),
            ("http://127.0.0.1/", true),
            ("https://localhost:8443/ibis/", false),
        ] {
            assert_eq!(trust(&[url], checked), Trust::Sound, "{url}");
        }
        for (url, checked, word) in
            [("http://lookup.example/", true, "https"), ("https://lookup.example/", false, "certificate")]
        {
            let trust = trust(&[url], checked);
            let error = trust.check(&Credentials::group("a", "b")).unwrap_err().to_string();
            assert!(error.contains(word) && error.contains("danger_send"), "{error}");
            assert!(trust.check(&Credentials::anonymous()).is_ok());
        }
    }

    #[test]
    fn every_target_counts() {
        let targets = ["https://a.example/", "http://b.example/token"];
        assert!(matches!(trust(&targets, true), Trust::Unsound(problem) if problem.contains("b.example")));
    }

    #[test]
    fn one_may_insist() {
        let url = Url::parse("http://lookup.example/").unwrap();
        let trust = Trust::new(&[&url], true, true);
        assert!(trust.check(&Credentials::group("a", "b")).is_ok());
    }
}
