//! Which operations have the same answer in both documents, however it is written down.

use std::collections::BTreeSet;

use super::Json;
use crate::lower::answers;
use crate::model::{ResultSrc, TypeSrc};
use crate::spec::Spec;

/// The operations whose answer is what ours has, by path and method.
pub(super) struct Answers(BTreeSet<(String, String)>);

impl Answers {
    pub(super) fn of(theirs: &Json, ours: &Json) -> Self {
        let of = |document: &Json| document.to_text().ok().and_then(|text| Spec::parse(text).ok());
        let (Some(theirs), Some(ours)) = (of(theirs), of(ours)) else { return Self(BTreeSet::new()) };
        let ours = answers(&ours);
        let same = answers(&theirs).into_iter().filter_map(|(place, (field, result))| {
            let (our_field, our_result) = ours.get(&place)?;
            (field == *our_field && is_same(&result, our_result)).then_some(place)
        });
        Self(same.collect())
    }

    pub(super) fn same(&self, path: &str, http: &str) -> bool {
        self.0.contains(&(path.to_owned(), http.to_owned()))
    }
}

/// Whether there may be none is what ours knows better, and of what the text of a value is.
fn is_same(theirs: &ResultSrc, ours: &ResultSrc) -> bool {
    let ((theirs, list), (ours, our_list)) = (theirs.inner(), ours.inner());
    let is_number = |ty: &TypeSrc| match ty {
        TypeSrc::Int32 | TypeSrc::Int64 => true,
        TypeSrc::Public(name) => name == "TransactionId",
        _ => false,
    };
    let is_secret = |ty: &TypeSrc| *ty == TypeSrc::Public("Secret".to_owned());
    let stands_for =
        *theirs == TypeSrc::Text && (*ours == TypeSrc::Flag || is_number(ours) || is_secret(ours));
    list == our_list && (theirs == ours || stands_for || is_number(theirs) && is_number(ours))
}

impl ResultSrc {
    /// The type of the thing, and whether there is a list of it.
    fn inner(&self) -> (&crate::model::TypeSrc, bool) {
        match self {
            Self::One(ty) | Self::Option(ty) => (ty, false),
            Self::List(ty) => (ty, true),
        }
    }
}
