//! The position from which a mirror continues.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Error, TransactionId};

/// The position from which a mirror continues.
///
/// Store it after the changes that were delivered before it, and pass it to [`Mirror::resume`](super::Mirror::resume).
///
/// Its contents are opaque; a modified checkpoint is rejected. A checkpoint serializes to a short JSON object:
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
#[serde(try_from = "StoredCheckpoint", into = "StoredCheckpoint")]
pub struct Checkpoint {
    transaction: TransactionId,
    pub(super) at: Position,
    /// The connection's name for its server.
    pub(super) server: Option<String>,
    pub(super) fetches: Fetches,
}

/// What the next step reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Position {
    /// The people after this identifier, or the first ones.
    People {
        after: Option<String>,
        loaded: u64,
    },
    Institutions,
    Groups,
    /// Edits after the transaction.
    #[default]
    Changes,
}

/// The fetches of a mirror. They must not change, or the entries of a replica would hold different fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Fetches {
    pub(super) people: Option<String>,
    pub(super) institutions: Option<String>,
    pub(super) groups: Option<String>,
}

impl Checkpoint {
    pub(super) fn start(transaction: TransactionId, server: Option<String>, fetches: Fetches) -> Self {
        Self { transaction, at: Position::People { after: None, loaded: 0 }, server, fetches }
    }

    /// # Errors
    ///
    /// If the server or the fetches differ.
    pub(super) fn check(&self, server: Option<&str>, fetches: &Fetches) -> Result<(), Error> {
        let name =
            |server: Option<&str>| server.map_or("an unnamed server".to_owned(), |name| format!("`{name}`"));
        let problem = if self.server.as_deref() != server {
            let (stored, server) = (name(self.server.as_deref()), name(server));
            format!("it is from {stored}, but the connection is to {server}: start a new load")
        } else if self.fetches != *fetches {
            format!(
                "it was made with the fetches {}, but they are now {fetches}: start a new load",
                self.fetches
            )
        } else {
            return Ok(());
        };
        Err(Error::configuration("checkpoint", problem))
    }

    pub(super) fn at(&self, at: Position) -> Self {
        Self { at, ..self.clone() }
    }

    pub(super) fn up_to(self, transaction: TransactionId) -> Self {
        Self { transaction, ..self }
    }

    /// The last transaction that the replica is certain to include.
    ///
    /// Until the replica [is loaded](Self::is_loaded), the last transaction before the load.
    pub const fn transaction(&self) -> TransactionId {
        self.transaction
    }

    /// Whether the load is complete, so that only changes follow.
    pub const fn is_loaded(&self) -> bool {
        matches!(self.at, Position::Changes)
    }
}

impl fmt::Display for Fetches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { people, institutions, groups } = self;
        let [people, institutions, groups] =
            [people, institutions, groups].map(|names| names.as_deref().unwrap_or_default());
        write!(f, "`{people}` for people, `{institutions}` for institutions and `{groups}` for groups")
    }
}

/// The current version of the stored form.
const VERSION: u32 = 1;

/// A checkpoint in its stored form. All fields have defaults, so that another version is reported before a missing field,
/// which fails the checksum.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct StoredCheckpoint {
    version: u32,
    transaction: i64,
    at: Position,
    server: Option<String>,
    fetches: Fetches,
    check: u32,
}

impl From<Checkpoint> for StoredCheckpoint {
    fn from(checkpoint: Checkpoint) -> Self {
        let check = checksum(&checkpoint);
        let Checkpoint { transaction, at, server, fetches } = checkpoint;
        Self { version: VERSION, transaction: transaction.get(), at, server, fetches, check }
    }
}

impl TryFrom<StoredCheckpoint> for Checkpoint {
    type Error = String;

    fn try_from(stored: StoredCheckpoint) -> Result<Self, String> {
        let StoredCheckpoint { version, transaction, at, server, fetches, check } = stored;
        if version != VERSION {
            return Err(format!(
                "the checkpoint has version {version}, but only {VERSION} is supported: start a new load"
            ));
        }
        let checkpoint = Self { transaction: TransactionId::new(transaction), at, server, fetches };
        if checksum(&checkpoint) != check {
            return Err(
                "the checkpoint is damaged (its checksum does not match): start a new load".to_owned()
            );
        }
        Ok(checkpoint)
    }
}

/// FNV-1a: it protects against accidents, not against forgery.
fn checksum(Checkpoint { transaction, at, server, fetches }: &Checkpoint) -> u32 {
    let text = serde_json::to_string(&(VERSION, transaction, at, server, fetches)).unwrap_or_default();
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mirror::Mirror;
    use crate::{BoxFuture, Call, Connection, IbisResult};

    /// A directory of one person, with the number of its last transaction.
    struct OnePerson(i64);

    impl Connection for OnePerson {
        fn invoke_method(&self, _: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
            let person = r#"{"cancelled": false, "identifier": {"scheme": "crsid", "value": "spqr1"}}"#;
            let result = format!(r#"{{"result": {{"value": "{}", "people": [{person}]}}}}"#, self.0);
            Box::pin(async move { Ok(IbisResult::from_json(result).unwrap()) })
        }
    }

    fn forged(transaction: i64, at: Position) -> Checkpoint {
        let at_start = Checkpoint::start(TransactionId::new(transaction), None, Fetches::default());
        let stored = serde_json::to_string(&at_start.at(at)).unwrap();
        serde_json::from_str(&stored).unwrap()
    }

    #[tokio::test]
    async fn forged_checkpoint_does_not_overflow() {
        let loading = forged(i64::MIN, Position::People { after: None, loaded: u64::MAX });
        let mut mirror = Mirror::new(OnePerson(i64::MAX)).resume(loading);
        assert_eq!(mirror.next_step().await.unwrap().unwrap().progress().done, u64::MAX);

        let mut mirror = Mirror::new(OnePerson(i64::MAX)).resume(forged(i64::MIN, Position::Changes));
        let step = mirror.next_step().await.unwrap().unwrap();
        assert_eq!(step.progress().total, Some(u64::MAX));
        assert!(step.delivered().transaction() > TransactionId::new(i64::MIN));

        let mut mirror = Mirror::new(OnePerson(i64::MIN)).resume(forged(i64::MAX, Position::Changes));
        assert!(mirror.next_step().await.is_err());
    }
}
