//! Declarations for a crate of one's own: what ibis-client offers them, and what it can read of their answers.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Errors, Problem, SpecError, SpecErrors};
use crate::model::{ApiSrc, EndpointSrc, ModelSrc, ResultSrc, Segment, TypeSrc};
use crate::pointer::Pointer;

/// What ibis-client reads of an answer.
#[derive(Debug)]
pub struct Client {
    /// The type of each field, and whether it is a list.
    fields: BTreeMap<String, (TypeSrc, bool)>,
    models: Vec<ModelSrc>,
}

/// Endpoints that are declared outside of ibis-client.
#[derive(Debug)]
pub struct Adapted {
    /// The service, with the types of the client.
    pub api: ApiSrc,
    /// What the client does not read, in words.
    pub notes: Vec<String>,
}

impl Client {
    /// What is read for the client's own service.
    pub fn of(api: ApiSrc) -> Self {
        let endpoints = api.methods.iter().flat_map(|group| &group.endpoints);
        let fields = endpoints.filter(|endpoint| endpoint.field != "value").map(|endpoint| {
            let (ty, list) = endpoint.result.inner();
            (endpoint.field.clone(), (ty.clone(), list))
        });
        Self { fields: fields.collect(), models: api.models }
    }

    /// Gives the answers of another service the types that the client reads them as. The client knows a field of an
    /// answer by its name, whatever the document calls the record in it.
    ///
    /// # Errors
    /// Where the answer is in a field that the client does not read.
    pub fn adapt(&self, mut api: ApiSrc) -> Result<Adapted, SpecErrors> {
        let mut errors = Errors::default();
        let mut notes = BTreeSet::new();
        for endpoint in api.methods.iter_mut().flat_map(|group| &mut group.endpoints) {
            let Some((ty, list)) = self.fields.get(&endpoint.field) else {
                if endpoint.field != "value" {
                    errors.push(SpecError::new(place(endpoint), self.unread(&endpoint.field)));
                }
                continue;
            };
            let (own, own_list) = endpoint.result.inner();
            if own_list != *list {
                errors.push(SpecError::new(place(endpoint), self.unread(&endpoint.field)));
                continue;
            }
            notes.extend(self.notes(&api.models, own, ty));
            endpoint.result = endpoint.result.with(ty.clone());
        }
        errors.finish(Adapted { api, notes: notes.into_iter().collect() })
    }

    fn unread(&self, field: &str) -> Problem {
        let list = |(name, (_, list)): (&String, &(TypeSrc, bool))| {
            format!("`{name}`{}", if *list { " (a list)" } else { "" })
        };
        let known: Vec<_> = self.fields.iter().map(list).collect();
        Problem::Unread { field: field.to_owned(), known: known.join(", ") }
    }

    /// The fields of a record that the client's own record of this place does not have.
    fn notes(&self, models: &[ModelSrc], own: &TypeSrc, ours: &TypeSrc) -> Vec<String> {
        let model = |models: &'_ [ModelSrc], ty: &TypeSrc| {
            let TypeSrc::Public(name) = ty else { return None };
            models.iter().position(|model| model.name == *name)
        };
        let own = model(models, own).map(|i| &models[i]);
        let ours = model(&self.models, ours).map(|i| &self.models[i]);
        let (Some(own), Some(ours)) = (own, ours) else { return Vec::new() };
        let unread =
            own.fields.iter().filter(|field| !ours.fields.iter().any(|known| known.wire == field.wire));
        let note = |field: &crate::model::FieldSrc| {
            format!(
                "`{}` of `{}` is not read: ibis-client's `{}` has no such field",
                field.wire, own.schema, ours.name
            )
        };
        unread.map(note).collect()
    }
}

impl ResultSrc {
    /// The type of the thing, and whether there is a list of it.
    pub fn inner(&self) -> (&TypeSrc, bool) {
        match self {
            Self::One(ty) | Self::Option(ty) => (ty, false),
            Self::List(ty) => (ty, true),
        }
    }

    /// The same of another type.
    fn with(&self, ty: TypeSrc) -> Self {
        match self {
            Self::One(_) => Self::One(ty),
            Self::Option(_) => Self::Option(ty),
            Self::List(_) => Self::List(ty),
        }
    }
}

fn place(endpoint: &EndpointSrc) -> Pointer {
    let path = endpoint.path.iter().fold(String::new(), |path, segment| match segment {
        Segment::Text(text) => path + text,
        Segment::Param(wire) => path + "{" + wire + "}",
    });
    Pointer::root().keys(&["paths", &path, &endpoint.http.to_lowercase()])
}
