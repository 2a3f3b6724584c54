//! The load of many tasks, and a tally of the outcomes.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use ibis_client::{AttributeRecord, Credentials, Error, IbisClientConnection, PersonMethods};
use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, Sandbox};

/// The person that the tasks read and edit.
const PERSON: &str = "spqr1";

#[derive(Clone, Copy, Debug)]
pub(super) struct Load {
    pub(super) tasks: usize,
    pub(super) calls_per_task: usize,
    /// The number of edits among these calls.
    pub(super) edits_per_task: usize,
    /// The longest time that a call may take.
    pub(super) deadline: Duration,
}

/// The outcomes of the calls.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) reads: usize,
    pub(super) reads_failed: usize,
    pub(super) edits_in_doubt: usize,
    /// Edits that the server applied more than once.
    pub(super) edits_repeated: usize,
    /// Edits that were reported as successful but are missing.
    pub(super) edits_lost: usize,
    /// Calls that ended after their deadline.
    pub(super) late: usize,
    /// Wrong results and inaccurate errors.
    pub(super) inaccuracies: Vec<String>,
}

/// The outcome of one edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edit {
    Applied,
    NotApplied,
    InDoubt,
}

pub(super) fn editor() -> Credentials {
    Credentials::group(EDITOR_GROUP, EDITOR_PASSWORD)
}

impl Load {
    pub(super) async fn run(self, conn: &IbisClientConnection, sandbox: &Sandbox) -> Tally {
        let tasks: Vec<_> = (0..self.tasks).map(|task| tokio::spawn(self.work(conn.clone(), task))).collect();
        let mut tally = Tally::default();
        let mut edits = HashMap::new();
        for task in tasks {
            let (part, part_edits) = task.await.unwrap();
            tally.add(part);
            edits.extend(part_edits);
        }
        tally.check_edits(&edits, sandbox).await;
        tally
    }

    async fn work(self, conn: IbisClientConnection, task: usize) -> (Tally, HashMap<String, Edit>) {
        let mut tally = Tally::default();
        let mut edits = HashMap::new();
        for call in 0..self.calls_per_task {
            let start = Instant::now();
            if call < self.edits_per_task {
                let number = format!("01223 {task:04}{call:02}");
                let edit = tally.edit(&conn, &number).await;
                edits.insert(number, edit);
            } else {
                tally.read(&conn).await;
            }
            // The machine may be busy, so its clock may run ahead of the timer.
            tally.late += usize::from(start.elapsed() > self.deadline + Duration::from_secs(5));
        }
        (tally, edits)
    }
}

impl Tally {
    async fn read(&mut self, conn: &IbisClientConnection) {
        self.reads += 1;
        match PersonMethods::new(conn).get_person("crsid", PERSON).await {
            Ok(Some(person)) if person.identifier().value() == PERSON => {}
            Ok(other) => self.inaccuracies.push(format!("a wrong result: {other:?}")),
            Err(error) => {
                self.reads_failed += 1;
                if !error.is_retryable() || error.outcome_unknown() {
                    self.inaccuracies.push(format!("{error:?}"));
                }
            }
        }
    }

    async fn edit(&mut self, conn: &IbisClientConnection, number: &str) -> Edit {
        let attribute = AttributeRecord::new("universityPhone").with_value(number);
        let people = PersonMethods::new(conn);
        match people.add_attribute("crsid", PERSON, &attribute).allow_duplicates(true).await {
            Ok(_) => Edit::Applied,
            Err(error) if error.outcome_unknown() => {
                self.edits_in_doubt += 1;
                Edit::InDoubt
            }
            Err(Error::Transport { .. }) => Edit::NotApplied,
            Err(error) => {
                self.inaccuracies.push(format!("{error:?}"));
                Edit::NotApplied
            }
        }
    }

    fn add(&mut self, part: Self) {
        self.reads += part.reads;
        self.reads_failed += part.reads_failed;
        self.edits_in_doubt += part.edits_in_doubt;
        self.late += part.late;
        self.inaccuracies.extend(part.inaccuracies);
    }

    /// Compares the outcomes with the directory, and with the requests that the server received.
    async fn check_edits(&mut self, edits: &HashMap<String, Edit>, sandbox: &Sandbox) {
        let conn =
            IbisClientConnection::builder().base_url(sandbox.url()).credentials(editor()).build().unwrap();
        let phones =
            PersonMethods::new(conn).get_attributes("crsid", PERSON, ["universityPhone"]).await.unwrap();
        let mut applied: HashMap<&str, usize> = HashMap::new();
        for number in phones.iter().filter_map(|phone| phone.value.as_deref()) {
            *applied.entry(number).or_default() += 1;
        }
        for (number, edit) in edits {
            let times = applied.get(number.as_str()).copied().unwrap_or(0);
            self.edits_repeated += usize::from(times > 1);
            self.edits_lost += usize::from(*edit == Edit::Applied && times == 0);
            if *edit == Edit::NotApplied && times > 0 {
                self.inaccuracies.push(format!("`{number}` was reported as not applied"));
            }
        }
        let posts = sandbox.requests().iter().filter(|request| request.method == "POST").count();
        assert!(posts <= edits.len(), "{posts} requests for {} edits", edits.len());
    }
}
