//! `x-ibis-paging` and `x-ibis-url-limit` -> what parameters are for.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::operation::Operation;
use crate::error::SpecError;
use crate::model::{ParamRole, ParamSrc, Place, ResultSrc, TypeSrc};

const PAGING: &str = "x-ibis-paging";
const URL_LIMIT: &str = "x-ibis-url-limit";

/// How to read on.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Paging {
    Identifier,
    Offset,
}

/// Gives the parameter its role, where the operation has one of the two extensions.
pub(super) fn assign(
    operation: &Operation<'_>,
    params: &mut [ParamSrc],
    result: &ResultSrc,
) -> Result<(), SpecError> {
    let at = &operation.node.at;
    let paging: Option<Paging> = operation.node.extension(PAGING)?;
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
    let wrong = |why| SpecError::new(&at.key(key), why);
    if operation.http != "get" {
        return Err(wrong("an operation that changes something: only get can be called several times"));
    }
    if !matches!(result, ResultSrc::List(_)) {
        return Err(wrong("an answer that is no list: there is nothing to put together"));
    }
    let (param, role) = match paging {
        Some(paging) => page(paging, params).map_err(wrong)?,
        None => (batch(params).map_err(wrong)?, ParamRole::Batch),
    };
    param.role = Some(role);
    Ok(())
}

/// The parameter that says where to read on.
fn page(paging: Paging, params: &mut [ParamSrc]) -> Result<(&mut ParamSrc, ParamRole), &'static str> {
    let (wire, role, missing, unfit) = match paging {
        Paging::Identifier => (
            "identifier",
            ParamRole::After,
            "no parameter `identifier`, by which to read on",
            "`identifier`, by which to read on, is something else than an optional text in the query",
        ),
        Paging::Offset => (
            "offset",
            ParamRole::Offset,
            "no parameter `offset`, by which to read on",
            "`offset`, by which to read on, is something else than an optional integer in the query",
        ),
    };
    let param = params.iter_mut().find(|param| param.wire == wire).ok_or(missing)?;
    let fits = match role {
        ParamRole::Offset => matches!(param.ty, TypeSrc::Int32 | TypeSrc::Int64),
        _ => matches!(param.ty, TypeSrc::Text | TypeSrc::Public(_)),
    };
    if fits && !param.required && param.place == Place::Query { Ok((param, role)) } else { Err(unfit) }
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
