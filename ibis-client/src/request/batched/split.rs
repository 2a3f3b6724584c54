//! The split of a list of identifiers into calls.

use std::collections::HashSet;
use std::ops::Range;

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
    /// All identifiers, each once.
    ids: Vec<String>,
    batches: Vec<Range<usize>>,
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
        let mut split = Self { call, index, ids, batches: Vec::new() };
        split.fill(room);
        Ok(split)
    }

    fn fill(&mut self, room: usize) {
        let (mut start, mut length) = (0, 0);
        for (position, id) in self.ids.iter().enumerate() {
            let more = encoded_length(id) + SEPARATOR_LENGTH;
            if position > start && length + more > room {
                self.batches.push(start..position);
                (start, length) = (position, 0);
            }
            length += more;
        }
        if start < self.ids.len() {
            self.batches.push(start..self.ids.len());
        }
    }

    pub(super) fn len(&self) -> usize {
        self.batches.len()
    }

    pub(super) fn call(&self, batch: usize) -> Call {
        self.call.clone().with_param(self.index, self.ids_of(batch).into())
    }

    fn ids_of(&self, batch: usize) -> &[String] {
        self.batches.get(batch).map_or(&[], |batch| &self.ids[batch.clone()])
    }

    /// Returns the error for a failed call, with its identifiers.
    pub(super) fn batch_error(&self, batch: usize, error: Error) -> Error {
        Error::Batch { ids: self.ids_of(batch).to_vec(), source: Box::new(error) }
    }

    /// Returns the identifiers of no entity that was found. Ignores case.
    pub(super) fn not_found<E: Entity>(&self, found: &[E]) -> Vec<String> {
        let known: HashSet<String> =
            found.iter().flat_map(Entity::names).map(|name| name.to_lowercase()).collect();
        self.ids.iter().filter(|id| !known.contains(&plain(id).to_lowercase())).cloned().collect()
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
