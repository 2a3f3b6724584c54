//! Results: one immutable graph for each response, and handles into it.

mod cell;
mod coverage;
mod decode;
mod from_result;
mod graph;
mod handle;
mod model;
mod name_prefix;
mod node;
mod not_fetched;
mod path;
mod response;
mod tape;
mod warning;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use reqwest::header::HeaderMap;

pub use self::decode::DecodeError;
pub use self::from_result::FromResult;
pub(crate) use self::graph::Graph;
pub use self::handle::{Entity, Part};
pub(crate) use self::handle::{SharedNode, sealed};
pub use self::model::Kind;
pub(crate) use self::model::{Field, FieldId, Model, Scheme, Shape};
pub(crate) use self::node::Node;
pub use self::node::{Entities, Strings, Values};
pub use self::not_fetched::NotFetched;
pub use self::response::Response;
pub use self::warning::Warning;
pub(crate) use self::warning::Warnings;
use crate::api::RESULT;

/// The result of a call: a graph of people, institutions and groups.
///
/// A result is immutable and cheap to clone. Its handles keep it alive. Each entity is one node of the graph, however
/// many references lead to it.
#[derive(Clone)]
pub struct IbisResult {
    graph: Arc<Graph>,
}

impl IbisResult {
    /// Decodes a document that was obtained elsewhere: `{"result": {…}}`, flattened or hierarchical.
    ///
    /// A document does not record what was fetched. If that matters, use a [`decoder`](Self::decoder).
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if the document is not JSON of this form, or if a reference in it has no target.
    ///
    /// ```
    /// use ibis_client::IbisResult;
    ///
    /// let result = IbisResult::from_json(r#"{"result": {"version": "1.2", "value": "7"}}"#)?;
    /// assert_eq!(result.value(), Some("7"));
    /// # Ok::<(), ibis_client::DecodeError>(())
    /// ```
    pub fn from_json(bytes: impl Into<Vec<u8>>) -> Result<Self, DecodeError> {
        Self::decoder().decode(bytes)
    }

    /// Returns a [`Decoder`], which decodes a document with options.
    ///
    /// ```
    /// use ibis_client::{IbisResult, fetch};
    ///
    /// let document = r#"{"result": {"group": {"groupid": "1", "name": "g", "title": "G", "cancelled": false}}}"#;
    /// let result = IbisResult::decoder().fetch(fetch!(Group: members_of_inst)).decode(document)?;
    /// let group = result.group().ok_or("no group")?;
    /// // The reference was fetched, so its absence means that the group has no such institution.
    /// assert!(group.members_of_inst()?.is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn decoder() -> Decoder {
        Decoder::default()
    }

    /// Joins the lists of several calls to one endpoint: one graph with one node per entity, listed in order of
    /// identifier.
    pub(crate) fn join<T: FromResult>(results: Vec<Self>) -> Result<Self, DecodeError> {
        let list = RESULT.find(|field| Some(field.name) == T::list_field());
        decode::join(results, list.map_or(FieldId(0), |(id, _)| id))
            .map(|graph| Self { graph: Arc::new(Graph { is_joined: true, ..graph }) })
    }

    /// The memory of the graph and of the headers, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.graph.bytes()
    }

    /// The JSON text as it was received, but for white space and which lone surrogates it has. `None` for a joined result.
    pub(crate) fn received(&self) -> Option<Cow<'_, str>> {
        let text = self.response().json()?;
        Some(match self.graph.marker {
            Some(marker) => text.replace(&format!("\\u{:04x}", u32::from(marker)), "\\ud800").into(),
            None => text.into(),
        })
    }

    /// The first 100 warnings, as a rule about values that could not be read and are therefore absent.
    ///
    /// A number, boolean or string that can be converted to the expected type causes no warning. Strict decoding returns
    /// the first warning as an error: see [`Decoder::strict`].
    ///
    /// ```
    /// use ibis_client::IbisResult;
    ///
    /// let result = IbisResult::from_json(r#"{"result": {"attribute": {"scheme": "email", "attrid": "x"}}}"#)?;
    /// assert_eq!(result.warnings()[0].path, "$.result.attribute.attrid");
    /// assert_eq!(result.attribute().and_then(|attribute| attribute.attrid()), None);
    /// # Ok::<(), ibis_client::DecodeError>(())
    /// ```
    pub fn warnings(&self) -> &[Warning] {
        self.graph.derived.warnings(&self.graph)
    }

    /// The number of warnings, which may be more than [`warnings`](Self::warnings) returns.
    pub fn warning_count(&self) -> usize {
        self.graph.warning_count
    }

    /// A warning if the response lacks the list that a value is read from, such as `people`. A missing list is not the same
    /// as an empty one.
    pub(crate) fn lacks(&self, list_field: Option<&str>) -> Option<Warning> {
        let field = list_field?;
        (!self.node().has(field))
            .then(|| Warning::new(&format!("$.result.{field}"), &format!("the response has no `{field}`")))
    }

    /// The first warning about a value that stands where a person, institution or group belongs: a list may lack an entry.
    pub(crate) fn lost_entity(&self) -> Option<&Warning> {
        // Only then are the warnings needed, which may take a pass over the document.
        let index = self.graph.lost_entity?;
        let warnings = self.warnings();
        warnings.get(index).or(warnings.last())
    }

    /// Converts the result to the return type of a typed method.
    ///
    /// # Errors
    ///
    /// [`Error::UnexpectedResult`](crate::Error::UnexpectedResult) if the result does not contain such a value.
    ///
    /// ```
    /// use ibis_client::{IbisResult, Person};
    ///
    /// let result = IbisResult::from_json(r#"{"result": {"people": []}}"#)?;
    /// let people: Vec<Person> = result.extract()?;
    /// assert!(people.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn extract<T: FromResult>(&self) -> Result<T, crate::Error> {
        T::from_result(self)
    }

    /// Attaches the HTTP status and headers. The result must not have been cloned yet.
    pub(crate) fn with_head(mut self, status: u16, headers: HeaderMap) -> Self {
        if let Some(graph) = Arc::get_mut(&mut self.graph) {
            graph.head = Some((status, response::kept(headers)));
        }
        self
    }

    /// The response that the result was decoded from: its status, headers and JSON text.
    ///
    /// ```
    /// use ibis_client::IbisResult;
    ///
    /// let document = r#"{"result": {"version": "1.2"}}"#;
    /// let result = IbisResult::from_json(document)?;
    /// assert_eq!(result.response().json(), Some(document));
    /// // The document did not come over HTTP.
    /// assert_eq!(result.response().status(), None);
    /// # Ok::<(), ibis_client::DecodeError>(())
    /// ```
    pub fn response(&self) -> Response<'_> {
        Response { graph: &self.graph }
    }

    pub(crate) fn node(&self) -> Node<'_> {
        Node { graph: &self.graph, index: self.graph.root }
    }
}

impl fmt::Debug for IbisResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node().fmt(f)
    }
}

/// A decoder of documents, with options. Created by [`IbisResult::decoder`].
#[derive(Clone, Debug)]
pub struct Decoder {
    fetch: Option<Box<str>>,
    strict: bool,
    max_bytes: usize,
}

impl Default for Decoder {
    fn default() -> Self {
        Self { fetch: None, strict: false, max_bytes: 512 << 20 }
    }
}

impl Decoder {
    /// Sets what the request fetched: see [`Decoder::fetch`].
    pub(crate) fn fetch_names(mut self, names: Option<Box<str>>) -> Self {
        self.fetch = names;
        self
    }

    /// Limits the memory of a result, its text included. Defaults to 512 MiB.
    ///
    /// Decoding may briefly take up to three times as much.
    ///
    /// ```
    /// use ibis_client::{DecodeError, IbisResult};
    ///
    /// let document = format!(r#"{{"result": {{"value": "{}"}}}}"#, "x".repeat(1_000));
    /// let error = IbisResult::decoder().max_bytes(1_000).decode(document).unwrap_err();
    /// assert!(matches!(error, DecodeError::TooLarge { limit: 1_000, .. }));
    /// ```
    #[must_use]
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Sets whether the first [`Warning`] is an error. Defaults to false.
    ///
    /// ```
    /// use ibis_client::IbisResult;
    ///
    /// let document = r#"{"result": {"attribute": {"scheme": "email", "attrid": "x"}}}"#;
    /// assert!(IbisResult::decoder().strict(true).decode(document).is_err());
    /// ```
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Decodes a document.
    ///
    /// # Errors
    ///
    /// Those of [`IbisResult::from_json`]; also [`DecodeError::TooLarge`] beyond the limit on memory, and
    /// [`DecodeError::Warning`] for a warning if decoding is strict.
    pub fn decode(self, bytes: impl Into<Vec<u8>>) -> Result<IbisResult, DecodeError> {
        decode::decode(bytes.into(), self).map(|graph| IbisResult { graph: Arc::new(graph) })
    }
}
