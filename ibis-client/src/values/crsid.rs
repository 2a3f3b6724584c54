//! CRSids.

use super::checked_text;

checked_text! {
    /// A CRSid, the identifier of a person at the University, such as `spqr1`.
    ///
    /// It has 2 to 8 lower-case letters and digits and starts with a letter. Parsing rejects upper-case letters: convert the
    /// input of users to lower case first.
    ///
    /// # Examples
    ///
    /// ```
    /// use ibis_client::Crsid;
    ///
    /// let crsid: Crsid = "spqr1".parse()?;
    /// assert_eq!(crsid.as_str(), "spqr1");
    /// assert!("SPQR1".parse::<Crsid>().is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    Crsid, is_crsid, "a CRSid: it must be 2 to 8 lower-case letters and digits and start with a letter"
}

fn is_crsid(text: &str) -> bool {
    (2..=8).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crsid_format_is_checked() {
        for good in ["ab", "spqr1", "abc12345"] {
            assert!(Crsid::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "a", "1abc", "ABC1", "abc123456", "ab 1", "ab,cd", "é1a"] {
            assert!(Crsid::parse(bad).is_err(), "{bad}");
        }
    }
}
