//! Lowers `x-ibis-paging` and `x-ibis-url-limit` to the roles of parameters.

use serde_json::{Map, Value};

use crate::error::SpecError;
use crate::model::{ParamIn, ParamRole, ParamSrc, ResultSrc, TypeSrc};
use crate::spec::Operation;

const PAGING: &str = "x-ibis-paging";
const URL_LIMIT: &str = "x-ibis-url-limit";

/// Sets the role of the parameter to which one of the extensions applies.
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
            return Err(SpecError::new(&at.key(URL_LIMIT), "conflicts with `x-ibis-paging`: remove one"));
        }
        (Some(_), None) => PAGING,
        (None, Some(_)) => URL_LIMIT,
    };
    let error = |why: &str| SpecError::new(&at.key(key), why);
    if operation.method != "get" {
        return Err(error("only a `get` can be sent several times"));
    }
    if !matches!(result, ResultSrc::List(_)) {
        return Err(error("the result is not a list: there is nothing to concatenate"));
    }
    let param = match paging {
        Some(role) => paging_param(role, params).map_err(|why| error(&why))?,
        None => batch_param(params).map_err(error)?,
    };
    param.role = Some(paging.unwrap_or(ParamRole::Batch));
    Ok(())
}

/// The parameter with the start of the next page.
fn paging_param(role: ParamRole, params: &mut [ParamSrc]) -> Result<&mut ParamSrc, String> {
    let (api_name, ty) =
        if role == ParamRole::Offset { ("offset", "integer") } else { ("identifier", "string") };
    let param = params.iter_mut().find(|param| param.api_name == api_name);
    let param = param.ok_or_else(|| format!("no parameter `{api_name}`, which paging requires"))?;
    let fits = match role {
        ParamRole::Offset => matches!(param.ty, TypeSrc::Int32 | TypeSrc::Int64),
        _ => matches!(param.ty, TypeSrc::Str | TypeSrc::Public(_)),
    };
    if fits && !param.required && param.location == ParamIn::Query {
        return Ok(param);
    }
    Err(format!("paging requires `{api_name}` to be an optional {ty} in the query"))
}

/// The list that is split into batches.
fn batch_param(params: &mut [ParamSrc]) -> Result<&mut ParamSrc, &'static str> {
    let mut lists = params.iter_mut().filter(|param| {
        param.location == ParamIn::Query && param.required && matches!(param.ty, TypeSrc::List(_))
    });
    let list = lists.next().ok_or("no required array in the query to split")?;
    match lists.next() {
        Some(_) => Err("more than one required array in the query: expected one to split"),
        None => Ok(list),
    }
}
