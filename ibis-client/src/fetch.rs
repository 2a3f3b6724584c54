//! Fetches: what a request returns beyond the basic fields.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use crate::api::MAX_REFERENCE_STEPS;
use crate::call::ParamValue;
use crate::error::OneLine;
use crate::result::{Decoder, Entity, Model};

/// A list of what to fetch beyond the basic fields, starting from entities of one kind.
///
/// Each item is an attribute scheme or a reference. A reference may be followed by a dot and an item to fetch for each
/// entity that it leads to. [`fetch!`](crate::fetch!) checks a list at compile time. Use [`parse`](Self::parse) for a
/// list that is known only at run time.
///
/// ```
/// use ibis_client::{Fetch, Person, fetch};
///
/// let checked_by_the_compiler = fetch!(Person: email, all_insts.managed_by_groups);
/// let checked_at_run_time = Fetch::<Person>::parse("email,all_insts.managed_by_groups")?;
/// assert_eq!(checked_by_the_compiler, checked_at_run_time);
/// assert_eq!(checked_at_run_time.to_string(), "email,all_insts.managed_by_groups");
/// # Ok::<(), ibis_client::FetchError>(())
/// ```
pub struct Fetch<E> {
    names: Cow<'static, str>,
    root: PhantomData<fn() -> E>,
}

impl<E: Entity> Fetch<E> {
    /// Parses and checks a comma-separated list.
    ///
    /// The last name of a chain may be an attribute scheme that this crate does not know.
    ///
    /// # Errors
    ///
    /// [`FetchError`] if the list is empty, or if the service would not follow one of its chains.
    pub fn parse(names: &str) -> Result<Self, FetchError> {
        let trimmed: Vec<&str> = names.split(',').map(str::trim).collect();
        for chain in &trimmed {
            check_chain(E::MODEL, chain)?;
        }
        Ok(Self { names: trimmed.join(",").into(), root: PhantomData })
    }
}

impl<E> Fetch<E> {
    /// For `fetch!`, which has already checked the names.
    #[doc(hidden)]
    pub const fn from_checked(names: &'static str) -> Self {
        Self { names: Cow::Borrowed(names), root: PhantomData }
    }

    /// The list as it is sent: `email,all_insts.managed_by_groups`.
    pub fn as_str(&self) -> &str {
        &self.names
    }

    pub(crate) fn into_names(self) -> Cow<'static, str> {
        self.names
    }

    /// Combines two lists.
    ///
    /// ```
    /// use ibis_client::fetch;
    ///
    /// let both = fetch!(Group: all_members.email).and(fetch!(Group: owning_insts));
    /// assert_eq!(both.as_str(), "all_members.email,owning_insts");
    /// ```
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { names: [self.names, other.names].join(",").into(), root: PhantomData }
    }
}

impl<E> From<Fetch<E>> for ParamValue {
    fn from(fetch: Fetch<E>) -> Self {
        Self::new(fetch.into_names())
    }
}

/// Derived, these would require the same of the entity, of which a fetch holds nothing.
impl<E> Clone for Fetch<E> {
    fn clone(&self) -> Self {
        Self { names: self.names.clone(), root: PhantomData }
    }
}

impl<E> PartialEq for Fetch<E> {
    fn eq(&self, other: &Self) -> bool {
        self.names == other.names
    }
}

impl<E> Eq for Fetch<E> {}

impl<E> fmt::Debug for Fetch<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Fetch").field(&self.names).finish()
    }
}

/// Formats the list as it is sent.
impl<E> fmt::Display for Fetch<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names)
    }
}

impl<E: Entity> std::str::FromStr for Fetch<E> {
    type Err = FetchError;

    fn from_str(names: &str) -> Result<Self, FetchError> {
        Self::parse(names)
    }
}

impl<E: Entity> TryFrom<&str> for Fetch<E> {
    type Error = FetchError;

    fn try_from(names: &str) -> Result<Self, FetchError> {
        Self::parse(names)
    }
}

impl<E: Entity> TryFrom<String> for Fetch<E> {
    type Error = FetchError;

    fn try_from(names: String) -> Result<Self, FetchError> {
        Self::parse(&names)
    }
}

impl<E> From<&Fetch<E>> for Fetch<E> {
    fn from(fetch: &Fetch<E>) -> Self {
        fetch.clone()
    }
}

/// The error returned by [`Fetch::parse`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` cannot be fetched: {}", OneLine(.chain), OneLine(.problem))]
#[non_exhaustive]
pub struct FetchError {
    chain: String,
    problem: String,
}

impl Decoder {
    /// Sets what the request fetched. Defaults to unknown.
    ///
    /// The document itself does not tell whether an absent reference, or an attribute scheme without attributes, was
    /// fetched.
    #[must_use]
    pub fn fetch<E>(self, fetch: Fetch<E>) -> Self {
        self.fetch_names(Some(fetch.into_names().into()))
    }
}

/// The names that fetch a field of a model, and those that stand for several attribute schemes.
fn names(model: &Model) -> impl Iterator<Item = &'static str> {
    let fields = model.fields.iter().filter_map(|field| field.fetch);
    let schemes = model.entity.iter().flat_map(|entity| entity.schemes);
    fields.chain(schemes.filter(|scheme| !scheme.stands_for.is_empty()).map(|scheme| scheme.name))
}

/// The names of the references, for an error message.
fn references(model: &Model) -> String {
    let fields = model.fields.iter().filter(|field| field.target().is_some());
    fields.filter_map(|field| Some(format!("`{}`", field.fetch?))).collect::<Vec<_>>().join(", ")
}

/// Finds the name that a word probably misspells. Only words with underscores are considered: attribute schemes
/// have none, so such a word is not an unlisted scheme.
fn misspelt(model: &Model, word: &str) -> Option<&'static str> {
    let mut schemes = model.entity.iter().flat_map(|entity| entity.schemes);
    let is_listed = names(model).any(|name| name == word) || schemes.any(|scheme| scheme.name == word);
    let mut names = names(model).filter(|_| !is_listed && word.contains('_'));
    names.find(|name| distance(name.as_bytes(), word.as_bytes()) <= 2)
}

fn check_chain(root: &'static Model, chain: &str) -> Result<(), FetchError> {
    let fail = |problem: String| Err(FetchError { chain: chain.to_owned(), problem });
    let mut model = root;
    let mut references = 0;
    let mut steps = chain.split('.').peekable();
    while let Some(step) = steps.next() {
        let kind = model.entity.as_ref().map_or(model.name, |entity| entity.kind.as_str());
        if let Some(target) = model.fetched_by(step).and_then(|(_, field)| field.target()) {
            references += 1;
            if references > MAX_REFERENCE_STEPS {
                return fail(format!(
                    "it follows more than {MAX_REFERENCE_STEPS} references, which is the service's limit"
                ));
            }
            model = target;
        } else if steps.peek().is_some() {
            return fail(format!(
                "`{step}` is followed by a step, but is not a reference of a {kind}; its references are {}",
                self::references(model)
            ));
        } else if !is_scheme(step) {
            return fail(format!(
                "`{step}` is neither a reference of a {kind} nor an attribute scheme, whose name has only letters, \
                 digits, `_` and `-`"
            ));
        } else if let Some(near) = misspelt(model, step) {
            return fail(format!("a {kind} has no `{step}`; did you mean `{near}`?"));
        }
    }
    Ok(())
}

fn is_scheme(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

/// The Levenshtein distance: how many bytes must be added, removed or changed to turn one text into the other.
pub(crate) fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let substituted = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Institution, Person};

    fn problem(names: &str) -> String {
        Fetch::<Person>::parse(names).unwrap_err().to_string()
    }

    #[test]
    fn valid_chains_are_accepted() {
        for names in [
            "email",
            "all_attrs, all_identifiers",
            "all_insts.contact_rows.all_groups.all_members.email",
            "anUnlistedScheme",
            "phone_numbers,all_insts.phone_numbers",
        ] {
            assert!(Fetch::<Person>::parse(names).is_ok(), "{names}");
        }
        assert!(Fetch::<Institution>::parse("contact_rows.jpegPhoto").is_ok());
    }

    #[test]
    fn error_names_the_chain_and_what_was_expected() {
        assert!(problem("").contains("neither a reference"));
        assert!(problem("email,,title").contains("neither a reference"));
        assert!(problem("email.title").contains("`email` is followed by a step"));
        assert!(problem("all_instz").contains("did you mean `all_insts`?"));
        assert!(problem("all_insts.all_memberz").contains("did you mean `all_members`?"));
        assert!(problem("e mail").contains("letters, digits"));
    }

    #[test]
    fn ten_references_are_accepted_and_eleven_are_refused_with_the_limit() {
        let ten = ["all_insts", "all_members"].repeat(5).join(".");
        assert!(Fetch::<Person>::parse(&format!("{ten}.email")).is_ok());
        assert!(Fetch::<Person>::parse(&ten).is_ok());
        assert!(problem(&format!("{ten}.all_insts")).contains("more than 10 references"));
    }
}
