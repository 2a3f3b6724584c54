//! Calls a server that disturbs many exchanges, for as long as you like, and checks the outcomes.
//!
//! 200 tasks make the calls, of which every fifth is an edit. Fails if a read returns a wrong result, a call misses its
//! deadline, an edit is applied twice or lost, or the memory grows.
//!
//!     cargo run --release -p ibis-sandbox -- --port 8080 --compact-json --faults 20
//!     cargo run --release -p ibis-client --example soak -- http://127.0.0.1:8080/ GROUP PASSWORD CALLS
//!
//! The sandbox prints a group and its password.

use std::collections::HashMap;
use std::env;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ibis_client::{AttributeRecord, Credentials, Error, IbisClientConnection, IbisMethods, PersonMethods};

const TASKS: usize = 200;
/// One in this many calls is an edit.
const EDIT_EVERY: usize = 5;
const DEADLINE: Duration = Duration::from_secs(30);
/// A busy machine may wake a task late.
const GRACE: Duration = Duration::from_secs(5);
/// The person that the tasks read and edit.
const PERSON: &str = "spqr1";

/// The outcome of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Edit {
    NotApplied,
    InDoubt,
    Applied,
}

/// The outcome of each edit, allocated up front so that it does not make the memory grow.
struct Edits(Vec<AtomicU8>);

impl Edits {
    fn of(calls: usize) -> Self {
        let mut edits = Vec::new();
        edits.resize_with(calls.div_ceil(EDIT_EVERY), || AtomicU8::new(Edit::NotApplied as u8));
        Self(edits)
    }

    fn set(&self, call: usize, edit: Edit) {
        self.0[call / EDIT_EVERY].store(edit as u8, Ordering::Relaxed);
    }

    fn iter(&self) -> impl Iterator<Item = (String, Edit)> {
        self.0.iter().enumerate().map(|(place, edit)| {
            let known = [Edit::NotApplied, Edit::InDoubt, Edit::Applied];
            let edit = known[usize::from(edit.load(Ordering::Relaxed)) % known.len()];
            (number(place * EDIT_EVERY), edit)
        })
    }
}

/// The value that the edit of a call adds, which is unique.
fn number(call: usize) -> String {
    format!("edit {call:08}")
}

/// The outcomes of a task's calls.
#[derive(Debug, Default)]
struct Tally {
    reads: usize,
    reads_failed: usize,
    late: usize,
    inaccuracies: Vec<String>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [url, group, password, calls] = arguments.as_slice() else {
        return Err("usage: soak URL GROUP PASSWORD CALLS".into());
    };
    let calls: usize = calls.parse()?;
    let conn = IbisClientConnection::builder()
        .base_url(url)
        .credentials(Credentials::group(group, password.as_str()))
        .timeout(DEADLINE)
        .max_concurrent(TASKS)
        .retry_budget(u32::try_from(calls).unwrap_or(u32::MAX))
        .build()?;
    let before = IbisMethods::new(&conn).get_last_transaction_id().await?;

    let started = Instant::now();
    let edits = Arc::new(Edits::of(calls));
    let (tally, memory) = run(&conn, calls, &edits).await;
    let took = started.elapsed();

    let after = IbisMethods::new(&conn).get_last_transaction_id().await?;
    let mut problems = tally.problems(&edits, &conn).await?;
    let applied = applied(&conn).await?;
    if usize::try_from(after.get() - before.get()).ok() != Some(applied.values().sum()) {
        problems.push("the number of transactions is not that of the edits found".to_owned());
    }
    let (middle, last) = (memory.peak(1), memory.peak(2));
    println!("calls: {calls} in {took:.1?}, {} reads, {} edits", tally.reads, edits.0.len());
    println!("reads that failed after all retries: {}", tally.reads_failed);
    println!("edits in doubt: {}", edits.iter().filter(|(_, edit)| *edit == Edit::InDoubt).count());
    println!("resident memory, peak: {middle} kB in the middle third, {last} kB in the last");
    if last * 10 > middle * 11 {
        problems.push("the memory grows".to_owned());
    }
    for problem in &problems {
        println!("problem: {problem}");
    }
    if problems.is_empty() { Ok(()) } else { Err(format!("{} problems", problems.len()).into()) }
}

/// Makes all calls, and samples the memory in the meantime.
async fn run(conn: &IbisClientConnection, calls: usize, edits: &Arc<Edits>) -> (Tally, Memory) {
    let next = Arc::new(AtomicUsize::new(0));
    let task = |_| tokio::spawn(work(conn.clone(), Arc::clone(&next), calls, Arc::clone(edits)));
    let tasks: Vec<_> = (0..TASKS).map(task).collect();
    let mut memory = Memory::default();
    let mut tally = Tally::default();
    let mut every = tokio::time::interval(Duration::from_millis(50));
    for task in tasks {
        let mut task = task;
        let part = loop {
            tokio::select! {
                part = &mut task => break part,
                _ = every.tick() => memory.sample(next.load(Ordering::Relaxed), calls),
            }
        };
        match part {
            Ok(part) => tally.add(part),
            Err(error) => tally.inaccuracies.push(error.to_string()),
        }
    }
    (tally, memory)
}

async fn work(conn: IbisClientConnection, next: Arc<AtomicUsize>, calls: usize, edits: Arc<Edits>) -> Tally {
    let mut tally = Tally::default();
    loop {
        let call = next.fetch_add(1, Ordering::Relaxed);
        if call >= calls {
            return tally;
        }
        let start = Instant::now();
        if call.is_multiple_of(EDIT_EVERY) {
            edits.set(call, tally.edit(&conn, number(call)).await);
        } else {
            tally.read(&conn).await;
        }
        tally.late += usize::from(start.elapsed() > DEADLINE + GRACE);
    }
}

impl Tally {
    async fn read(&mut self, conn: &IbisClientConnection) {
        self.reads += 1;
        match PersonMethods::new(conn).get_person("crsid", PERSON).await {
            Ok(Some(person)) if person.identifier().value() == PERSON => {}
            Ok(other) => self.inaccuracies.push(format!("a wrong result: {other:?}")),
            Err(error) if error.is_retryable() && !error.outcome_unknown() => self.reads_failed += 1,
            Err(error) => self.inaccuracies.push(error.to_string()),
        }
    }

    async fn edit(&mut self, conn: &IbisClientConnection, number: String) -> Edit {
        let attribute = AttributeRecord::new("universityPhone").with_value(number);
        let people = PersonMethods::new(conn);
        match people.add_attribute("crsid", PERSON, attribute).allow_duplicates(true).await {
            Ok(_) => Edit::Applied,
            Err(error) if error.outcome_unknown() => Edit::InDoubt,
            Err(Error::Service { .. } | Error::Transport { .. }) => Edit::NotApplied,
            Err(error) => {
                self.inaccuracies.push(error.to_string());
                Edit::NotApplied
            }
        }
    }

    fn add(&mut self, part: Self) {
        self.reads += part.reads;
        self.reads_failed += part.reads_failed;
        self.late += part.late;
        self.inaccuracies.extend(part.inaccuracies);
    }

    /// Compares the reported outcomes of the edits with the directory.
    async fn problems(&self, edits: &Edits, conn: &IbisClientConnection) -> Result<Vec<String>, Error> {
        let applied = applied(conn).await?;
        let mut problems = self.inaccuracies.clone();
        if self.late > 0 {
            problems.push(format!("{} calls ended after their deadline", self.late));
        }
        for (number, edit) in edits.iter() {
            let times = applied.get(&number).copied().unwrap_or(0);
            match edit {
                _ if times > 1 => problems.push(format!("`{number}` was applied {times} times")),
                Edit::Applied if times == 0 => problems.push(format!("`{number}` was reported as applied")),
                Edit::NotApplied if times > 0 => {
                    problems.push(format!("`{number}` was reported as not applied"));
                }
                _ => {}
            }
        }
        Ok(problems)
    }
}

/// The number of times that each edit is found in the directory.
async fn applied(conn: &IbisClientConnection) -> Result<HashMap<String, usize>, Error> {
    let phones = PersonMethods::new(conn).get_attributes("crsid", PERSON, ["universityPhone"]).await?;
    let mut applied = HashMap::new();
    for number in
        phones.into_iter().filter_map(|phone| phone.value).filter(|value| value.starts_with("edit "))
    {
        *applied.entry(number).or_default() += 1;
    }
    Ok(applied)
}

/// The peak resident memory in each third of the calls, in kB. Read from `/proc`, which exists only on Linux.
#[derive(Default)]
struct Memory([u64; 3]);

impl Memory {
    fn sample(&mut self, done: usize, calls: usize) {
        let third = (done * 3 / calls.max(1)).min(2);
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next());
        let resident = resident.and_then(|kilobytes| kilobytes.parse().ok()).unwrap_or_default();
        self.0[third] = self.0[third].max(resident);
    }

    fn peak(&self, third: usize) -> u64 {
        self.0[third]
    }
}
