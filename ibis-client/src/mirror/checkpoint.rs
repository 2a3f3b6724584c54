//! How far a replica is.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Fetch, TransactionId};

/// How far a replica is: to be stored after what was delivered before it, and given to
/// [`Mirror::resume`](super::Mirror::resume).
///
/// What is in it is no business of the program's, and changing it makes it invalid. As JSON it is short:
///
/// ```
/// use ibis_client::mirror::Checkpoint;
///
/// let stored = r#"{"version":1,"transaction":12,"at":{"people":{"after":"mas1","loaded":500}},
///     "fetches":{"people":"email","institutions":null,"groups":null},"check":2375335920}"#;
/// let checkpoint: Checkpoint = serde_json::from_str(stored)?;
/// assert!(!checkpoint.is_loaded());
///
/// let damaged = stored.replace("500", "300");
/// let error = serde_json::from_str::<Checkpoint>(&damaged).unwrap_err();
/// assert!(error.to_string().starts_with("the checkpoint is damaged"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Checkpoint {
    transaction: TransactionId,
    pub(super) at: At,
    pub(super) fetches: Fetches,
}

/// What comes next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum At {
    /// The people after one of them.
    People {
        after: Option<String>,
        loaded: u64,
    },
    Institutions,
    Groups,
    /// What was edited since the transaction.
    #[default]
    Changes,
}

/// What the replica has of each entry: with other fetches it would be neither one thing nor the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Fetches {
    people: Option<String>,
    institutions: Option<String>,
    groups: Option<String>,
}

impl Checkpoint {
    pub(super) fn start(transaction: TransactionId, fetches: Fetches) -> Self {
        Self { transaction, at: At::People { after: None, loaded: 0 }, fetches }
    }

    pub(super) fn at(&self, at: At) -> Self {
        Self { at, ..self.clone() }
    }

    pub(super) fn up_to(self, transaction: TransactionId) -> Self {
        Self { transaction, ..self }
    }

    /// The last transaction that the replica has for certain, once it [is loaded](Self::is_loaded); until then, the
    /// last one before the load.
    pub const fn transaction(&self) -> TransactionId {
        self.transaction
    }

    /// Whether everything was delivered once, so that only what changes is to follow.
    pub const fn is_loaded(&self) -> bool {
        matches!(self.at, At::Changes)
    }
}

impl Fetches {
    pub(super) fn new<P, I, G>(
        people: Option<&Fetch<P>>,
        institutions: Option<&Fetch<I>>,
        groups: Option<&Fetch<G>>,
    ) -> Self {
        Self {
            people: people.map(Fetch::to_string),
            institutions: institutions.map(Fetch::to_string),
            groups: groups.map(Fetch::to_string),
        }
    }
}

impl fmt::Display for Fetches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { people, institutions, groups } = self;
        let [people, institutions, groups] =
            [people, institutions, groups].map(|names| names.as_deref().unwrap_or_default());
        write!(f, "`{people}` of people, `{institutions}` of institutions and `{groups}` of groups")
    }
}

/// The version of the form that is written.
const VERSION: u32 = 1;

/// A checkpoint as it is stored. What is missing is noticed by the check: first comes the version.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Form {
    version: u32,
    transaction: i64,
    at: At,
    fetches: Fetches,
    check: u32,
}

impl From<Checkpoint> for Form {
    fn from(Checkpoint { transaction, at, fetches }: Checkpoint) -> Self {
        let check = check(transaction, &at, &fetches);
        Self { version: VERSION, transaction: transaction.get(), at, fetches, check }
    }
}

impl TryFrom<Form> for Checkpoint {
    type Error = String;

    fn try_from(Form { version, transaction, at, fetches, check: stored }: Form) -> Result<Self, String> {
        if version != VERSION {
            return Err(format!(
                "the checkpoint is of version {version}, and only {VERSION} is known: load anew"
            ));
        }
        let transaction = TransactionId::new(transaction);
        if check(transaction, &at, &fetches) != stored {
            return Err("the checkpoint is damaged, its check does not fit: load anew".to_owned());
        }
        Ok(Self { transaction, at, fetches })
    }
}

/// FNV-1a. It is there for accidents.
fn check(transaction: TransactionId, at: &At, fetches: &Fetches) -> u32 {
    let text = serde_json::to_string(&(VERSION, transaction, at, fetches)).unwrap_or_default();
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
