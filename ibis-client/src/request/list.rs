//! Calls that return a list. A missing list must not count as the end of a longer one.

use super::{check_entities, refused};
use crate::connection::SharedConnection;
use crate::result::Warnings;
use crate::{Call, CallLabel, Entity, Error, FromResult, IbisResult, Kind, Warning};

/// A list and its response.
pub(crate) struct List<E> {
    pub(crate) entities: Vec<E>,
    pub(crate) response: Response,
}

/// The response to a call for a list.
#[derive(Clone)]
pub(crate) struct Response {
    pub(crate) label: CallLabel,
    pub(crate) result: IbisResult,
}

impl Response {
    /// Makes a call for a list, and repeats it once if the response lacks the list.
    ///
    /// The service writes an empty list as `[ ]`, so a response without a list is likely to be broken.
    pub(crate) async fn fetch<T: FromResult>(
        connection: &SharedConnection,
        call: Call,
    ) -> Result<Self, Error> {
        let label = call.label();
        let mut result = connection.invoke_method(call.clone()).await?;
        if result.lacks(T::list_field()).is_some() {
            result = connection.invoke_method(call.uncached()).await?;
            if let Some(warning) = result.lacks(T::list_field()) {
                trace_missing_list(&warning);
            }
        }
        check_entities(&label, &result)?;
        Ok(Self { label, result })
    }
}

/// Logs that the response to a read has no list.
pub(super) fn trace_missing_list(warning: &Warning) {
    tracing::warn!(path = %warning.path, "the response has no list, which counts as empty");
}

impl<E: Entity> List<E> {
    /// Returns an error if a page does not continue after the identifier: such pages would never end.
    pub(crate) fn check_growth(&self, after: Option<&str>) -> Result<(), Error> {
        match (self.entities.is_empty(), after) {
            (false, Some(after)) if self.last_id() <= Some(after) => Err(self.endless()),
            _ => Ok(()),
        }
    }

    /// The identifier after which the next page continues: that of the last entry with one.
    pub(crate) fn last_id(&self) -> Option<&str> {
        self.entities.iter().rev().map(Entity::id).find(|id| !id.is_empty())
    }

    /// The error for a page that was received before.
    pub(crate) fn endless(&self) -> Error {
        let Response { label, result } = &self.response;
        let expected = match E::KIND {
            Kind::Person => "people after those of the previous page",
            Kind::Institution => "institutions after those of the previous page",
            Kind::Group => "groups after those of the previous page",
        };
        Error::UnexpectedResult { call: Some(label.clone()), status: result.response().status(), expected }
    }

    /// The error for a warning about the list, if warnings are errors.
    pub(crate) fn refused(&self, warning: &Warning) -> Error {
        refused(&self.response.label, &self.response.result, warning)
    }

    /// Adds the warnings of the response, and one if it lacks the list.
    pub(crate) fn warn(&self, warnings: &mut Warnings) {
        let result = &self.response.result;
        if let Some(warning) = result.lacks(Vec::<E>::list_field()) {
            warnings.add(Warning::KEPT, || warning);
        }
        warnings.extend(result);
    }
}
