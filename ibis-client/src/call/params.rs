//! Parameters and their values.

use std::borrow::Cow;
use std::fmt::{self, Display};

use crate::error::{Excerpt, OneLine};

/// The value of a parameter, as text before percent-encoding.
///
/// | type                                  | text                                                     |
/// |---------------------------------------|----------------------------------------------------------|
/// | strings, numbers                      | unchanged                                                |
/// | `bool`                                | `true` or `false`                                        |
/// | [`jiff::civil::Date`]                 | `05 Jan 2026`                                            |
/// | `Option`                              | `None` is absent: the parameter is not sent              |
/// | array, slice, `Vec`                   | joined by commas; an item with a comma is an error       |
/// | [`AttributeRecord`](crate::AttributeRecord), [`Fetch`](crate::Fetch), identifiers | as the service encodes them |
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamValue(Result<Option<Cow<'static, str>>, String>);

impl ParamValue {
    /// An absent value: the parameter is not sent.
    pub const ABSENT: Self = Self(Ok(None));

    pub(crate) fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self(Ok(Some(text.into())))
    }

    /// The text to send, or `None` if the value is absent or invalid.
    pub(crate) fn text(&self) -> Option<&str> {
        self.0.as_ref().ok()?.as_deref()
    }

    pub(crate) fn invalid(problem: impl Display) -> Self {
        Self(Err(problem.to_string()))
    }

    /// Joins values by commas.
    fn joined(values: impl IntoIterator<Item = Self>) -> Self {
        let mut joined = String::new();
        for value in values {
            match value.0 {
                Ok(Some(item)) if item.contains(',') => {
                    return Self::invalid(format_args!(
                        "`{item}` contains a comma, which separates list items"
                    ));
                }
                Ok(Some(item)) if item.is_empty() => return Self::invalid("a list item is empty"),
                Ok(Some(item)) => {
                    joined.push_str(if joined.is_empty() { "" } else { "," });
                    joined.push_str(&item);
                }
                Ok(None) => {}
                Err(problem) => return Self(Err(problem)),
            }
        }
        Self::new(joined)
    }
}

macro_rules! from_display {
    ($($ty:ty),* $(,)?) => {$(
        impl From<$ty> for ParamValue {
            fn from(value: $ty) -> Self {
                Self::new(value.to_string())
            }
        }
    )*};
}

from_display!(i8, i16, i32, i64, u8, u16, u32, u64, usize, isize, &str, &String);

impl From<bool> for ParamValue {
    fn from(value: bool) -> Self {
        Self::new(if value { "true" } else { "false" })
    }
}

impl From<String> for ParamValue {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl<T: Into<ParamValue>> From<Option<T>> for ParamValue {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::ABSENT, Into::into)
    }
}

impl<T: Into<ParamValue>> From<Vec<T>> for ParamValue {
    fn from(values: Vec<T>) -> Self {
        Self::joined(values.into_iter().map(Into::into))
    }
}

impl<T: Into<ParamValue> + Clone> From<&[T]> for ParamValue {
    fn from(values: &[T]) -> Self {
        Self::joined(values.iter().cloned().map(Into::into))
    }
}

impl<T: Into<ParamValue>, const N: usize> From<[T; N]> for ParamValue {
    fn from(values: [T; N]) -> Self {
        Self::joined(values.into_iter().map(Into::into))
    }
}

/// An argument for a parameter of type `T`: any value that converts into `T`.
///
/// If the conversion fails, the call returns the error, and nothing is sent.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be passed for a parameter of type `{T}`",
    label = "does not convert into `{T}`",
    note = "pass a value that implements `TryInto<{T}>`"
)]
pub trait IntoParam<T> {
    #[doc(hidden)]
    fn into_param(self) -> Result<T, String>;
}

#[diagnostic::do_not_recommend]
impl<V, T> IntoParam<T> for V
where
    V: TryInto<T, Error: Display>,
{
    fn into_param(self) -> Result<T, String> {
        self.try_into().map_err(|error| error.to_string())
    }
}

/// An argument for a list parameter: an iterable of values that convert into `T`.
///
/// An example is `["spqr1", "abc12"]`. If a conversion fails, the call returns the error, and nothing is sent.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be passed for a parameter that is a list of `{T}`",
    label = "not an iterable of values that convert into `{T}`"
)]
pub trait IntoParamList<T> {
    #[doc(hidden)]
    fn into_param_list(self) -> impl Iterator<Item = Result<T, String>>;
}

#[diagnostic::do_not_recommend]
impl<I, T> IntoParamList<T> for I
where
    I: IntoIterator<Item: IntoParam<T>>,
{
    fn into_param_list(self) -> impl Iterator<Item = Result<T, String>> {
        self.into_iter().map(IntoParam::into_param)
    }
}

/// The type of a parameter in a declaration: any type that converts into a [`ParamValue`].
#[diagnostic::on_unimplemented(
    message = "a parameter cannot be of type `{Self}`",
    label = "does not convert into a `ParamValue`",
    note = "use `&str`, `bool`, an integer of up to 64 bits, a type of this crate such as `Crsid`, or a type of your own \
            with `impl From<{Self}> for ParamValue`"
)]
pub trait ParamType: Into<ParamValue> {}

#[diagnostic::do_not_recommend]
impl<T: Into<ParamValue>> ParamType for T {}

/// Converts an argument to the parameter's type, and that to a value.
pub(crate) fn convert<T: ParamType>(value: impl IntoParam<T>) -> ParamValue {
    value.into_param().map_or_else(ParamValue::invalid, Into::into)
}

/// Converts each item of an argument to the parameter's type, and the list to a value.
pub(crate) fn convert_list<T: ParamType>(values: impl IntoParamList<T>) -> ParamValue {
    let items = values.into_param_list();
    ParamValue::joined(items.map(|item| item.map_or_else(ParamValue::invalid, Into::into)))
}

/// Named values of parameters, in insertion order.
///
/// ```
/// use ibis_client::Params;
///
/// let params = Params::new().with("limit", 20).with("includeCancelled", true).with("orderBy", None::<&str>);
/// assert_eq!(params.get("limit"), Some("20"));
/// assert_eq!(params.get("orderBy"), None);
/// ```
#[derive(Clone, Default)]
pub struct Params {
    pub(super) values: Vec<NamedValue>,
}

/// The name and the value of a parameter.
#[derive(Clone)]
pub(super) struct NamedValue {
    pub(super) name: Cow<'static, str>,
    pub(super) value: ParamValue,
}

impl NamedValue {
    /// Returns the name, or `None` if the value is absent.
    pub(super) fn present(&self) -> Option<&str> {
        (self.value != ParamValue::ABSENT).then_some(&*self.name)
    }

    /// Returns the name and the text to send, or `None` if the value is absent.
    pub(super) fn pair(&self) -> Option<Result<(&str, &str), ParamError>> {
        match &self.value.0 {
            Ok(Some(text)) => Some(Ok((&self.name, text))),
            Ok(None) => None,
            Err(problem) => Some(Err(ParamError::new(&self.name, problem.clone()))),
        }
    }

    /// Returns the length of name, value and separators, in bytes before percent-encoding.
    pub(super) fn length(&self) -> usize {
        self.name.len() + self.value.text().map_or(0, str::len) + 2
    }
}

impl Params {
    /// Creates an empty list of parameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value, or replaces the value with the same name.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<ParamValue>) -> Self {
        let (name, value) = (name.into(), value.into());
        match self.values.iter_mut().find(|known| known.name == name) {
            Some(known) => known.value = value,
            None => self.values.push(NamedValue { name, value }),
        }
        self
    }

    /// Returns the value with the given name without percent-encoding, or `None` if it is absent.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|known| known.name == name)?.value.text()
    }

    /// Returns the names of the values that are not absent, in order.
    pub fn names(&self) -> Vec<&str> {
        self.values.iter().filter_map(NamedValue::present).collect()
    }

    /// Whether all values are absent.
    pub fn is_empty(&self) -> bool {
        self.names().is_empty()
    }
}

/// Shows only the names: the values may be personal data.
impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names()).finish()
    }
}

/// The error when a parameter or a header cannot be sent. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {kind} `{}` cannot be sent: {}", Excerpt(name, 100), OneLine(problem))]
#[non_exhaustive]
pub struct ParamError {
    kind: &'static str,
    name: String,
    problem: String,
}

impl ParamError {
    pub(crate) fn new(name: &str, problem: impl Into<String>) -> Self {
        Self { kind: "parameter", name: name.to_owned(), problem: problem.into() }
    }

    pub(super) fn header(name: &str, problem: &str) -> Self {
        Self { kind: "header", ..Self::new(name, format!("it {problem}")) }
    }

    /// Returns the API name of the parameter, or the name of the header.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns what is wrong with it.
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(value: impl Into<ParamValue>) -> Option<String> {
        value.into().0.unwrap().map(Cow::into_owned)
    }

    #[test]
    fn values_are_formatted_as_the_service_expects() {
        assert_eq!(form(true).as_deref(), Some("true"));
        assert_eq!(form(-7_i64).as_deref(), Some("-7"));
        assert_eq!(form(jiff::civil::date(2026, 1, 5)).as_deref(), Some("05 Jan 2026"));
        assert_eq!(form(["a", "b"]).as_deref(), Some("a,b"));
        assert_eq!(form(Vec::<&str>::new()).as_deref(), Some(""));
        assert_eq!(form(None::<i32>), None);
    }

    #[test]
    fn error_for_a_long_value_is_short() {
        let hostile = "\u{1b}[2J\r\n,".repeat(10_000);
        let params = Params::new().with(hostile.clone(), [hostile.as_str()]);
        let error = params.values[0].pair().unwrap().unwrap_err().to_string();
        assert!(error.chars().count() <= 500 && !error.contains(char::is_control), "{error:?}");
    }

    #[test]
    fn debug_shows_only_names() {
        let params = Params::new().with("identifier", "spqr1").with("limit", None::<i32>);
        assert_eq!(format!("{params:?}"), r#"{"identifier"}"#);
    }
}
