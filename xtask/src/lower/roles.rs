//! `x-ibis-paging` and `x-ibis-url-limit` -> what parameters are for.

use serde_json::{Map, Value};

use crate::error::SpecError;
use crate::model::{ParamRole, ParamSrc, Place, ResultSrc, TypeSrc};
use crate::spec::Operation;

const PAGING: &str = "x-ibis-paging";
const URL_LIMIT: &str = "x-ibis-url-limit";

/// Gives the parameter its role, where the operation has one of the two extensions.
pub(super) fn assign(
    operation: &Operation<'_>,
    params: &mut [ParamSrc],
    result: &ResultSrc,
) -> Result<(), SpecError> {
    let at = &operation.node.at;
    let paging: Option<ParamRole> = operation.node.extension(PAGING)?;
    let limit: Option<Map<String, Value>> = operation.node.extension(URL_LIMIT)?;
    let key = match (paging, &limit) {
        (None, None) => return Ok(()),
        (Some(_), Some(_)) => {
            let why = "`x-ibis-paging` beside it: a request is read in pages or sent in batches, not both";
            return Err(SpecError::new(&at.key(URL_LIMIT), why));
        }
        (Some(_), None) => PAGING,
        (None, Some(_)) => URL_LIMIT,
    };
    let wrong = |why: &str| SpecError::new(&at.key(key), why);
    if operation.http != "get" {
        return Err(wrong("an operation that changes something: only get can be called several times"));
    }
    if !matches!(result, ResultSrc::List(_)) {
        return Err(wrong("an answer that is no list: there is nothing to put together"));
    }
    let param = match paging {
        Some(role) => page(role, params).map_err(|why| wrong(&why))?,
        None => batch(params).map_err(wrong)?,
    };
    param.role = Some(paging.unwrap_or(ParamRole::Batch));
    Ok(())
}

/// The parameter that says where to read on.
fn page(role: ParamRole, params: &mut [ParamSrc]) -> Result<&mut ParamSrc, String> {
    let (wire, kind) = if role == ParamRole::Offset { ("offset", "integer") } else { ("identifier", "text") };
    let param = params.iter_mut().find(|param| param.wire == wire);
    let param = param.ok_or_else(|| format!("no parameter `{wire}`, by which to read on"))?;
    let fits = match role {
        ParamRole::Offset => matches!(param.ty, TypeSrc::Int32 | TypeSrc::Int64),
        _ => matches!(param.ty, TypeSrc::Text | TypeSrc::Public(_)),
    };
    if fits && !param.required && param.place == Place::Query {
        return Ok(param);
    }
    Err(format!("`{wire}`, by which to read on, is something else than an optional {kind} in the query"))
}

/// The list that is split.
fn batch(params: &mut [ParamSrc]) -> Result<&mut ParamSrc, &'static str> {
    let mut lists = params.iter_mut().filter(|param| {
        param.place == Place::Query && param.required && matches!(param.ty, TypeSrc::List(_))
    });
    let list = lists.next().ok_or("no required list in the query, which could be split")?;
    match lists.next() {
        Some(_) => Err("several required lists in the query: which of them is split?"),
        None => Ok(list),
    }
}
