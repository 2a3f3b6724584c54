//! The service: its endpoints, what they take, and what they answer. No network here.

#![expect(
    clippy::unnecessary_wraps,
    reason = "endpoints that cannot fail stand in a table beside those that can"
)]

mod arguments;
mod attribute_text;
mod groups;
mod institutions;
mod modified;
mod people;
mod routes;

pub(crate) use arguments::{Arguments, Param, flag, pairs};
pub(crate) use attribute_text::AttributeText;
pub(crate) use routes::{Action, ENDPOINTS, Endpoint, Verb};

use crate::answer::{Answer, Value};
use crate::auth::Caller;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::search::lql_prefix;
use crate::view::View;

/// What a reading endpoint has to work with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading<'d> {
    pub(crate) view: View<'d>,
    pub(crate) arguments: &'d Arguments,
}

/// What an editing endpoint has to work with: nobody else sees the directory until it is done.
///
/// It checks everything before it changes anything, so that an edit happens as a whole or not at all.
#[derive(Debug)]
pub(crate) struct Editing<'d> {
    pub(crate) directory: &'d mut Directory,
    pub(crate) caller: Caller,
    pub(crate) arguments: &'d Arguments,
}

impl Editing<'_> {
    pub(crate) fn view(&self) -> View<'_> {
        View { directory: self.directory, caller: self.caller }
    }
}

type Reply = Result<Answer, Failure>;

fn last_transaction(request: &Reading<'_>) -> Reply {
    Ok(Answer::Value(Value::Number(request.view.directory.last_transaction())))
}

fn version(_: &Reading<'_>) -> Reply {
    Ok(Answer::Value(Value::Text("1.2".to_owned())))
}

/// The part of a list that starts at `offset` and has at most `limit` items.
fn page<T>(items: Vec<T>, arguments: &Arguments) -> Result<Vec<T>, Failure> {
    let number = |name: &str, default: i64| {
        let number = arguments.number(name).unwrap_or(default);
        let refuse = |_| Failure::bad_request(format!("`{name}` is {number}: write a number from 0 upwards"));
        usize::try_from(number).map_err(refuse)
    };
    let (offset, limit) = (number("offset", 0)?, number("limit", 100)?);
    Ok(items.into_iter().skip(offset).take(limit).collect())
}

/// What to order a search by: one of `values`, the first of which is the identifier. LQL ignores the parameter.
fn order_by(arguments: &Arguments, values: &[&str], default: &'static str) -> Result<String, Failure> {
    match arguments.text("orderBy") {
        _ if lql_prefix(arguments.text("query").unwrap_or_default()).is_some() => Ok(values[0].to_owned()),
        None | Some("") => Ok(default.to_owned()),
        Some(order) if values.contains(&order) => Ok(order.to_owned()),
        Some(order) => {
            let values = values.join("`, `");
            Err(Failure::bad_request(format!("`orderBy` is `{order}`: write one of `{values}`")))
        }
    }
}
