//! The split of a list of identifiers into calls.

use std::collections::HashSet;

use crate::call::{Base, ParamError, ParamValue, Plan, encoded_length};
use crate::request::Request;
use crate::{Call, Entity, Error, Kind, Role};

/// The longest URL that the service accepts, in characters after percent-encoding.
const URL_LIMIT: usize = 8000;

/// The least room for the base URL: a connection need not say what it is.
const MIN_BASE_LENGTH: usize = 250;

/// The length of the percent-encoded comma between two identifiers.
const SEPARATOR_LENGTH: usize = "%2C".len();

pub(super) struct Split {
    /// The call without identifiers.
    call: Call,
    /// The position of the list parameter.
    index: usize,
    /// All identifiers, each once, by call.
    pub(super) batches: Vec<Vec<String>>,
}

impl Split {
    /// Splits the list of a request.
    ///
    /// Returns an error if a parameter cannot be sent or an identifier does not fit into a URL.
    pub(super) fn of<E: Entity>(request: &Request) -> Result<Self, Error> {
        // The macro emits `batched` only for an endpoint with a parameter of this role.
        let (index, _) = request.role(&[Role::Batch]).unwrap_or((0, Role::Batch));
        let ids = request.call.param(index).text().unwrap_or_default();
        let mut known = HashSet::new();
        let ids: Vec<String> =
            ids.split(',').filter(|id| !id.is_empty() && known.insert(*id)).map(str::to_owned).collect();
        let mut call = request.call.clone();
        // An invalid list stays in the call, so that planning it reports the problem.
        if call.param(index).text().is_some() {
            call = call.with_param(index, ParamValue::new(""));
        }
        if E::KIND == Kind::Person
            && ids.iter().any(|id| id.contains('/'))
            && let Some((index, fetch)) = with_all_identifiers(request)
        {
            call = call.with_param(index, fetch);
        }

        let base = Base { url: String::new(), keeps_prefix: true };
        let refused = |source| Error::Parameter { call: request.call.label(), source };
        let base_length = request.connection.server().map_or(0, str::len).max(MIN_BASE_LENGTH);
        let rest = Plan::new(&call, &base).map_err(refused)?.url.len() + base_length;
        let room = URL_LIMIT.saturating_sub(rest);
        if ids.iter().any(|id| encoded_length(id) > room) {
            let name = request.endpoint.params[index].name;
            let problem = format!("the URL would exceed the service's limit of {URL_LIMIT} characters");
            return Err(refused(ParamError::new(name, problem)));
        }
        let (mut batches, mut length): (Vec<Vec<String>>, usize) = (Vec::new(), 0);
        for id in ids {
            let more = encoded_length(&id) + SEPARATOR_LENGTH;
            match batches.last_mut() {
                Some(batch) if length + more <= room => batch.push(id),
                _ => {
                    batches.push(vec![id]);
                    length = 0;
                }
            }
            length += more;
        }
        Ok(Self { call, index, batches })
    }

    pub(super) fn call(&self, ids: &[String]) -> Call {
        self.call.clone().with_param(self.index, ids.into())
    }

    /// Returns the identifiers of no entity that was found. Ignores case.
    pub(super) fn not_found<E: Entity>(&self, found: &[E]) -> Vec<String> {
        let known: HashSet<String> =
            found.iter().flat_map(Entity::names).map(|name| name.to_lowercase()).collect();
        let ids = self.batches.iter().flatten();
        ids.filter(|id| !known.contains(&plain(id).to_lowercase())).cloned().collect()
    }
}

/// Strips the scheme of a CRSid, as `Identifier` displays it.
fn plain(id: &str) -> &str {
    match id.split_once('/') {
        Some((scheme, value)) if scheme.eq_ignore_ascii_case("crsid") => value,
        _ => id,
    }
}

/// Adds `all_identifiers` to the request's fetch. Returns `None` if nothing needs to change.
fn with_all_identifiers(request: &Request) -> Option<(usize, ParamValue)> {
    const ALL: &str = "all_identifiers";
    let index = request.endpoint.params.iter().position(|param| param.name == "fetch")?;
    let fetch = request.call.param(index);
    match fetch.text() {
        None if *fetch != ParamValue::ABSENT => None,
        None | Some("") => Some((index, ALL.into())),
        Some(fetch) if fetch.split(',').any(|chain| chain == ALL) => None,
        Some(fetch) => Some((index, format!("{fetch},{ALL}").into())),
    }
}
