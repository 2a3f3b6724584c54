//! Passwords, secrets and tokens.

use std::fmt;

use zeroize::Zeroizing;

/// A secret text: a password, a client secret or a token.
///
/// `Debug` does not show the text, `Display` is not implemented, and the memory is wiped on drop.
///
/// # Examples
///
/// ```
/// use ibis_client::Secret;
///
/// let password = Secret::new("sesame");
/// assert_eq!(format!("{password:?}"), "Secret(…)");
/// assert_eq!(password.expose(), "sesame");
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<Box<str>>);

impl Secret {
    /// Wraps a secret text.
    pub fn new(text: impl Into<String>) -> Self {
        let mut text = Zeroizing::new(text.into());
        // Shrinking the string would reallocate it and leave a copy in memory.
        let text =
            if text.len() == text.capacity() { std::mem::take(&mut *text) } else { text.as_str().to_owned() };
        Self(Zeroizing::new(text.into_boxed_str()))
    }

    /// Returns the text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<T: Into<String>> From<T> for Secret {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::IbisResult;

    #[test]
    fn spare_capacity_is_not_exposed() {
        let mut roomy = String::with_capacity(64);
        roomy.push_str("sesame");
        assert_eq!(Secret::new(roomy).expose(), "sesame");
        assert_eq!(Secret::new("sesame").expose(), "sesame");
        assert_eq!(Secret::new("").expose(), "");
    }

    #[test]
    fn result_value_can_be_extracted_as_a_secret() {
        let result = IbisResult::from_json(r#"{"result": {"value": "sesame"}}"#).unwrap();
        assert_eq!(result.extract::<Secret>().unwrap().expose(), "sesame");
        let nothing = IbisResult::from_json(r#"{"result": {}}"#).unwrap();
        assert!(nothing.extract::<Option<Secret>>().unwrap().is_none());
        assert!(nothing.extract::<Secret>().is_err());
    }

    #[test]
    fn debug_of_a_result_hides_its_value() {
        let document = r#"{"result": {"value": "sesame", "version": "1.2", "error": {"status": 7}}}"#;
        let result = IbisResult::from_json(document).unwrap();
        let text = format!("{result:?} {result:#?}");
        assert!(!text.contains("sesame") && text.contains("1.2"), "{text}");
    }
}
