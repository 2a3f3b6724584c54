//! The service without a network: its endpoints, their parameters and their results.

#![expect(clippy::unnecessary_wraps, reason = "endpoints that cannot fail share a table with those that can")]

mod arguments;
mod attribute_text;
mod groups;
mod institutions;
mod modified;
mod people;
mod routes;

pub(crate) use arguments::{Arguments, pairs, parse_bool};
pub(crate) use attribute_text::AttributeText;
pub(crate) use routes::{Action, ENDPOINTS, Endpoint};

use crate::auth::Caller;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::response::{Response, Value};
use crate::search::lql_prefix;
use crate::view::View;

/// The context of an endpoint that reads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading<'d> {
    pub(crate) view: View<'d>,
    pub(crate) arguments: &'d Arguments,
}

/// The context of an endpoint that edits, with exclusive access to the directory.
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

type Reply = Result<Response, Failure>;

fn last_transaction(request: &Reading<'_>) -> Reply {
    Ok(Response::Value(Value::Number(request.view.directory.last_transaction)))
}

fn version(_: &Reading<'_>) -> Reply {
    Ok(Response::Value(Value::Str("1.2".to_owned())))
}

/// At most `limit` items, starting at `offset`.
fn page<T>(items: Vec<T>, arguments: &Arguments) -> Result<Vec<T>, Failure> {
    let (offset, limit) = (arguments.count("offset", 0)?, arguments.count("limit", 100)?);
    Ok(items.into_iter().skip(offset).take(limit).collect())
}

/// Reads the parameter `orderBy`, which is one of `values`. LQL ignores it: its order is by identifier, the first value.
fn order_by(arguments: &Arguments, values: &[&str], default: &'static str) -> Result<String, Failure> {
    match arguments.text("orderBy") {
        _ if lql_prefix(arguments.text("query").unwrap_or_default()).is_some() => Ok(values[0].to_owned()),
        None | Some("") => Ok(default.to_owned()),
        Some(order) if values.contains(&order) => Ok(order.to_owned()),
        Some(order) => {
            let values = values.join("`, `");
            Err(Failure::bad_request(format!("`orderBy` is `{order}`: use one of `{values}`")))
        }
    }
}
