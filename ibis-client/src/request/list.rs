//! Calls for lists, where the end of a list must not be mistaken for a list that is not there.

use crate::connection::SharedConnection;
use crate::result::Warnings;
use crate::{Call, CallLabel, Entity, Error, FromResult, IbisResult, Kind, Warning};

/// A list, and the response that it came in.
pub(crate) struct List<E> {
    pub(crate) entities: Vec<E>,
    pub(crate) response: Response,
}

/// A response to a call for a list.
#[derive(Clone)]
pub(crate) struct Response {
    pub(crate) label: CallLabel,
    pub(crate) result: IbisResult,
}

impl Response {
    /// Makes a call for a list. A response that lacks the list is requested once more.
    ///
    /// The service writes an empty list as `[ ]`, so a response without one is likely to be broken.
    pub(crate) async fn fetch<E>(connection: &SharedConnection, call: Call) -> Result<Self, Error>
    where
        Vec<E>: FromResult,
    {
        let label = call.label();
        let mut result = connection.invoke_method(call.clone()).await?;
        if result.lacks::<Vec<E>>().is_some() {
            result = connection.invoke_method(call).await?;
            if let Some(warning) = result.lacks::<Vec<E>>() {
                trace_lack(&warning);
            }
        }
        Ok(Self { label, result })
    }

    pub(crate) fn into_list<E>(self) -> Result<List<E>, Error>
    where
        Vec<E>: FromResult,
    {
        let entities = super::extract(self.label.clone(), &self.result)?;
        Ok(List { entities, response: self })
    }
}

/// Tells that a read brought no list.
pub(super) fn trace_lack(warning: &Warning) {
    tracing::warn!(path = %warning.path, "the response has no list, which counts as empty");
}

impl<E: Entity> List<E>
where
    Vec<E>: FromResult,
{
    /// Refuses a page that does not read on after an identifier: such pages never end.
    pub(crate) fn check_growth(&self, after: Option<&str>) -> Result<(), Error> {
        match (self.entities.last(), after) {
            (Some(last), Some(after)) if last.id() <= after => Err(self.endless()),
            _ => Ok(()),
        }
    }

    /// The error for a page that was there before.
    pub(crate) fn endless(&self) -> Error {
        let expected = match E::KIND {
            Kind::Person => "people after those of the page before",
            Kind::Institution => "institutions after those of the page before",
            Kind::Group => "groups after those of the page before",
        };
        let Response { label, result } = &self.response;
        Error::UnexpectedResult { call: Some(label.clone()), status: result.response().status(), expected }
    }

    /// Adds the warnings of the response, and that it lacks the list.
    pub(crate) fn warn(&self, warnings: &mut Warnings) {
        let result = &self.response.result;
        if let Some(warning) = result.lacks::<Vec<E>>() {
            warnings.add(Warning::KEPT, || warning);
        }
        warnings.extend(result);
    }
}
