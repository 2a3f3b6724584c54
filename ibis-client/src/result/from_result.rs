//! What a typed method may return.

use super::IbisResult;
use crate::Error;
use crate::api::{AttributeRecord, AttributeSchemeRecord, ContactRow, Group, Institution, Person};
use crate::values::TransactionId;

/// A type that a declaration may return: it knows where in a result it is.
///
/// For a type of your own, take what it is made of from the [`IbisResult`]:
///
/// ```
/// use ibis_client::{Error, FromResult, IbisResult};
///
/// struct Names(Vec<String>);
///
/// impl FromResult for Names {
///     fn from_result(result: &IbisResult) -> Result<Self, Error> {
///         Ok(Self(result.people().filter_map(|person| person.display_name().map(str::to_owned)).collect()))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be taken from a result of the service",
    label = "an endpoint cannot return this",
    note = "an endpoint returns `Option<Person>`, `Vec<Person>`, `String`, `bool`, `i32`, … or a type of your own \
            that implements `FromResult`"
)]
pub trait FromResult: Sized + Send + 'static {
    /// Takes the value from a result.
    ///
    /// # Errors
    ///
    /// Where the result does not have it.
    fn from_result(result: &IbisResult) -> Result<Self, Error>;

    /// The field of the result that has the list, where it is one.
    #[doc(hidden)]
    fn list_field() -> Option<&'static str> {
        None
    }
}

/// Types of which the result has at most one: `T` itself, or an `Option` of it where it may be missing.
macro_rules! one {
    ($($ty:ty: $expected:literal, |$result:ident| $take:expr;)*) => {$(
        impl FromResult for Option<$ty> {
            fn from_result($result: &IbisResult) -> Result<Self, Error> {
                Ok($take)
            }
        }

        impl FromResult for $ty {
            fn from_result(result: &IbisResult) -> Result<Self, Error> {
                <Option<$ty>>::from_result(result)?.ok_or(Error::unexpected_result($expected))
            }
        }
    )*};
}

one! {
    Person: "person", |result| result.person();
    Institution: "institution", |result| result.institution();
    Group: "group", |result| result.group();
    AttributeRecord: "attribute", |result| result.attribute().map(|attribute| attribute.to_record());
    String: "value", |result| result.value().map(str::to_owned);
    bool: "boolean value", |result| result.value().and_then(boolean);
    i32: "integer value", |result| result.value().and_then(|value| value.trim().parse().ok());
    i64: "integer value", |result| result.value().and_then(|value| value.trim().parse().ok());
    TransactionId: "transaction id", |result| {
        result.value().and_then(|value| value.trim().parse().ok()).map(TransactionId::new)
    };
}

fn boolean(value: &str) -> Option<bool> {
    let value = value.trim();
    [("true", true), ("false", false)]
        .iter()
        .find(|(word, _)| value.eq_ignore_ascii_case(word))
        .map(|(_, b)| *b)
}

/// Types of which the result has a list. An absent list is an empty one: what the list is of is not there.
macro_rules! many {
    ($($ty:ty: $field:literal, |$result:ident| $take:expr;)*) => {$(
        impl FromResult for Vec<$ty> {
            fn from_result($result: &IbisResult) -> Result<Self, Error> {
                Ok($take.collect())
            }

            fn list_field() -> Option<&'static str> {
                Some($field)
            }
        }
    )*};
}

many! {
    Person: "people", |result| result.people();
    Institution: "institutions", |result| result.institutions();
    Group: "groups", |result| result.groups();
    AttributeRecord: "attributes", |result| result.attributes().map(|attribute| attribute.to_record());
    AttributeSchemeRecord: "attributeSchemes", |result| result.attribute_schemes().map(|scheme| scheme.to_record());
    ContactRow: "institution", |result| {
        let institution = result.institution();
        let rows = institution.as_ref().and_then(|institution| institution.contact_rows().ok());
        rows.into_iter().flatten().collect::<Vec<_>>().into_iter()
    };
}

/// The result itself.
impl FromResult for IbisResult {
    fn from_result(result: &IbisResult) -> Result<Self, Error> {
        Ok(result.clone())
    }
}

/// Nothing, for an endpoint whose response does not matter.
impl FromResult for () {
    fn from_result(_: &IbisResult) -> Result<Self, Error> {
        Ok(())
    }
}
