//! How far a replica is.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Error, Fetch, TransactionId};

/// How far a replica is: store it after the changes that were delivered before it, and pass it to
/// [`Mirror::resume`](super::Mirror::resume).
///
/// Its contents are opaque; a modified checkpoint is rejected. As JSON it is short:
///
/// ```
/// use ibis_client::mirror::Checkpoint;
///
/// let stored = r#"{"version":1,"transaction":12,"at":{"people":{"after":"mas1","loaded":500}},
///     "server":"https://www.lookup.cam.ac.uk/","fetches":{"people":"email","institutions":null,"groups":null},
///     "check":2809031004}"#;
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
    /// What the connection calls its server.
    pub(super) server: Option<String>,
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
    pub(super) fn start(transaction: TransactionId, server: Option<String>, fetches: Fetches) -> Self {
        Self { transaction, at: At::People { after: None, loaded: 0 }, server, fetches }
    }

    /// # Errors
    ///
    /// If the replica is of another server or of other fetches.
    pub(super) fn check(&self, server: Option<&str>, fetches: &Fetches) -> Result<(), Error> {
        let name =
            |server: Option<&str>| server.map_or("without a name".to_owned(), |name| format!("`{name}`"));
        let problem = if self.server.as_deref() != server {
            let (stored, server) = (name(self.server.as_deref()), name(server));
            format!("its replica is of the server {stored}, and this one is {server}: load anew")
        } else if self.fetches != *fetches {
            format!("its replica fetched {}, and now it is {fetches}: load anew", self.fetches)
        } else {
            return Ok(());
        };
        Err(Error::configuration("checkpoint", problem))
    }

    pub(super) fn at(&self, at: At) -> Self {
        Self { at, ..self.clone() }
    }

    pub(super) fn up_to(self, transaction: TransactionId) -> Self {
        Self { transaction, ..self }
    }

    /// The last transaction that the replica is certain to include, once it [is loaded](Self::is_loaded); until then,
    /// the last one before the load.
    pub const fn transaction(&self) -> TransactionId {
        self.transaction
    }

    /// Whether everything was delivered once, so that only changes follow.
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
    server: Option<String>,
    fetches: Fetches,
    check: u32,
}

impl From<Checkpoint> for Form {
    fn from(checkpoint: Checkpoint) -> Self {
        let check = checksum(&checkpoint);
        let Checkpoint { transaction, at, server, fetches } = checkpoint;
        Self { version: VERSION, transaction: transaction.get(), at, server, fetches, check }
    }
}

impl TryFrom<Form> for Checkpoint {
    type Error = String;

    fn try_from(Form { version, transaction, at, server, fetches, check }: Form) -> Result<Self, String> {
        if version != VERSION {
            return Err(format!(
                "the checkpoint is of version {version}, and only {VERSION} is known: load anew"
            ));
        }
        let checkpoint = Self { transaction: TransactionId::new(transaction), at, server, fetches };
        if checksum(&checkpoint) != check {
            return Err("the checkpoint is damaged, its check does not fit: load anew".to_owned());
        }
        Ok(checkpoint)
    }
}

/// FNV-1a. It is there for accidents.
fn checksum(Checkpoint { transaction, at, server, fetches }: &Checkpoint) -> u32 {
    let text = serde_json::to_string(&(VERSION, transaction, at, server, fetches)).unwrap_or_default();
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mirror::Mirror;
    use crate::{BoxFuture, Call, Connection, IbisResult};

    /// Has one person, and a last transaction.
    struct OnePerson(i64);

    impl Connection for OnePerson {
        fn invoke_method(&self, _: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
            let person = r#"{"cancelled": false, "identifier": {"scheme": "crsid", "value": "spqr1"}}"#;
            let result = format!(r#"{{"result": {{"value": "{}", "people": [{person}]}}}}"#, self.0);
            Box::pin(async move { Ok(IbisResult::from_json(result).unwrap()) })
        }
    }

    fn forged(transaction: i64, at: At) -> Checkpoint {
        let at_start = Checkpoint::start(TransactionId::new(transaction), None, Fetches::default());
        let stored = serde_json::to_string(&at_start.at(at)).unwrap();
        serde_json::from_str(&stored).unwrap()
    }

    #[tokio::test]
    async fn a_forged_checkpoint_does_not_overflow() {
        let loading = forged(i64::MIN, At::People { after: None, loaded: u64::MAX });
        let mut mirror = Mirror::new(OnePerson(i64::MAX)).resume(loading);
        assert_eq!(mirror.next_step().await.unwrap().unwrap().progress().done, u64::MAX);

        let mut mirror = Mirror::new(OnePerson(i64::MAX)).resume(forged(i64::MIN, At::Changes));
        let step = mirror.next_step().await.unwrap().unwrap();
        assert_eq!(step.progress().total, Some(u64::MAX));
        assert!(step.delivered().transaction() > TransactionId::new(i64::MIN));

        let mut mirror = Mirror::new(OnePerson(i64::MIN)).resume(forged(i64::MAX, At::Changes));
        assert!(mirror.next_step().await.is_err());
    }
}
