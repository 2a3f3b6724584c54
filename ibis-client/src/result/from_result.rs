//! The types that a typed method can return.

use std::str::FromStr;

use super::{Entity, IbisResult, Kind};
use crate::Error;
use crate::api::{AttributeRecord, AttributeSchemeRecord, ContactRow, Group, Institution, Person, RESULT};
use crate::values::{Secret, TransactionId};

/// A type that an endpoint can return, because it can be converted from an [`IbisResult`].
///
/// Implement it for a type of your own to declare endpoints that return it. The type must be `pub` if the methods are:
///
/// ```
/// use ibis_client::{Error, FromResult, IbisResult};
///
/// pub struct Names(Vec<String>);
///
/// impl FromResult for Names {
///     fn from_result(result: &IbisResult) -> Result<Self, Error> {
///         Ok(Self(result.people().filter_map(|person| person.display_name().map(str::to_owned)).collect()))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be converted from an `IbisResult`",
    label = "an endpoint cannot return this type",
    note = "an endpoint returns `Option<Person>`, `Vec<Person>`, `String`, `bool`, `i32`, … or a type of your own \
            that implements `FromResult`"
)]
pub trait FromResult: Sized + Send + 'static {
    /// Converts a result to this type.
    ///
    /// # Errors
    ///
    /// [`Error::UnexpectedResult`] if the result does not contain such a value.
    fn from_result(result: &IbisResult) -> Result<Self, Error>;

    /// The field of the result that holds the list, if the type is a list.
    #[doc(hidden)]
    fn list_field() -> Option<&'static str> {
        None
    }

    /// Whether the value is a secret. Defaults to `false`.
    ///
    /// [`Cached`](crate::Cached) and [`Recording`](crate::Recording) do not keep a secret result.
    fn is_secret() -> bool {
        false
    }
}

/// Types that a result holds at most once: returned as `T`, or as `Option<T>` if the value may be missing.
macro_rules! one {
    ($($ty:ty: $expected:literal, $(secret: $is_secret:literal,)? |$result:ident| $take:expr;)*) => {$(
        impl FromResult for Option<$ty> {
            fn from_result($result: &IbisResult) -> Result<Self, Error> {
                Ok($take)
            }

            $(fn is_secret() -> bool {
                $is_secret
            })?
        }

        impl FromResult for $ty {
            fn from_result(result: &IbisResult) -> Result<Self, Error> {
                <Option<$ty>>::from_result(result)?.ok_or(Error::unexpected_result($expected))
            }

            $(fn is_secret() -> bool {
                $is_secret
            })?
        }
    )*};
}

one! {
    Person: "person", |result| result.person();
    Institution: "institution", |result| result.institution();
    Group: "group", |result| result.group();
    AttributeRecord: "attribute", |result| result.attribute().map(|attribute| attribute.to_record());
    Secret: "value", secret: true, |result| result.value().map(Secret::from);
    String: "value", |result| result.value().map(str::to_owned);
    bool: "boolean value", |result| result.value().and_then(|value| parsed(&value.to_ascii_lowercase()));
    i32: "integer value", |result| result.value().and_then(parsed);
    i64: "integer value", |result| result.value().and_then(parsed);
    TransactionId: "transaction id", |result| result.value().and_then(parsed).map(TransactionId::new);
}

fn parsed<T: FromStr>(value: &str) -> Option<T> {
    value.trim().parse().ok()
}

/// A list of entities. A missing list counts as empty.
#[diagnostic::do_not_recommend]
impl<E: Entity> FromResult for Vec<E> {
    fn from_result(result: &IbisResult) -> Result<Self, Error> {
        let field = RESULT.find(|field| Some(field.name) == Self::list_field());
        Ok(field.map(|(field, _)| result.node().present_entities(field).collect()).unwrap_or_default())
    }

    fn list_field() -> Option<&'static str> {
        Some(match E::KIND {
            Kind::Person => "people",
            Kind::Institution => "institutions",
            Kind::Group => "groups",
        })
    }
}

/// Types other than entities that a result holds a list of. A missing list counts as empty.
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
    AttributeRecord: "attributes", |result| result.attributes().map(|attribute| attribute.to_record());
    AttributeSchemeRecord: "attributeSchemes", |result| result.attribute_schemes().map(|scheme| scheme.to_record());
    ContactRow: "institution", |result| {
        let institution = result.institution();
        let rows = institution.as_ref().and_then(|institution| institution.contact_rows().ok());
        rows.into_iter().flatten().collect::<Vec<_>>().into_iter()
    };
}

/// Returns the result itself.
impl FromResult for IbisResult {
    fn from_result(result: &IbisResult) -> Result<Self, Error> {
        Ok(result.clone())
    }
}

/// Returns nothing, for an endpoint whose response does not matter.
impl FromResult for () {
    fn from_result(_: &IbisResult) -> Result<Self, Error> {
        Ok(())
    }
}
