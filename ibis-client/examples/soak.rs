//! Calls a server that lets many exchanges go wrong, for as long as one likes, and counts what came of it.
//!
//! 200 tasks, of whose calls every fifth is an edit. It fails where a read ends with a wrong answer, a call misses its
//! deadline, an edit was made twice or is lost, or the memory grows.
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
/// One call of so many is an edit.
const EDIT_EVERY: usize = 5;
const DEADLINE: Duration = Duration::from_secs(30);
/// A busy machine may wake a task late.
const GRACE: Duration = Duration::from_secs(5);
/// Whom the tasks read and edit.
const PERSON: &str = "spqr1";

/// What became of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Edit {
    NotMade,
    InDoubt,
    Made,
}

/// What became of each edit. It has its full size from the start, so that it is not what makes the memory grow.
struct Edits(Vec<AtomicU8>);

impl Edits {
    fn of(calls: usize) -> Self {
        let mut edits = Vec::new();
        edits.resize_with(calls.div_ceil(EDIT_EVERY), || AtomicU8::new(Edit::NotMade as u8));
        Self(edits)
    }

    fn set(&self, call: usize, edit: Edit) {
        self.0[call / EDIT_EVERY].store(edit as u8, Ordering::Relaxed);
    }

    fn iter(&self) -> impl Iterator<Item = (String, Edit)> {
        self.0.iter().enumerate().map(|(place, edit)| {
            let known = [Edit::NotMade, Edit::InDoubt, Edit::Made];
            let edit = known[usize::from(edit.load(Ordering::Relaxed)) % known.len()];
            (number(place * EDIT_EVERY), edit)
        })
    }
}

/// What the edit of a call adds: no two add the same.
fn number(call: usize) -> String {
    format!("edit {call:08}")
}

/// What came of a task's calls.
#[derive(Debug, Default)]
struct Tally {
    reads: usize,
    reads_failed: usize,
    late: usize,
    lies: Vec<String>,
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
    let made = made(&conn).await?;
    if usize::try_from(after.get() - before.get()).ok() != Some(made.values().sum()) {
        problems.push("there are other transactions than the edits that are found".to_owned());
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

/// Makes all calls, and looks at the memory while they go on.
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
                _ = every.tick() => memory.look(next.load(Ordering::Relaxed), calls),
            }
        };
        match part {
            Ok(part) => tally.add(part),
            Err(error) => tally.lies.push(error.to_string()),
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
            Ok(other) => self.lies.push(format!("a wrong answer: {other:?}")),
            Err(error) if error.is_retryable() && !error.outcome_unknown() => self.reads_failed += 1,
            Err(error) => self.lies.push(error.to_string()),
        }
    }

    async fn edit(&mut self, conn: &IbisClientConnection, number: String) -> Edit {
        let attribute = AttributeRecord::new("universityPhone").with_value(number);
        let people = PersonMethods::new(conn);
        match people.add_attribute("crsid", PERSON, attribute).allow_duplicates(true).await {
            Ok(_) => Edit::Made,
            Err(error) if error.outcome_unknown() => Edit::InDoubt,
            Err(Error::Service { .. } | Error::Transport { .. }) => Edit::NotMade,
            Err(error) => {
                self.lies.push(error.to_string());
                Edit::NotMade
            }
        }
    }

    fn add(&mut self, part: Self) {
        self.reads += part.reads;
        self.reads_failed += part.reads_failed;
        self.late += part.late;
        self.lies.extend(part.lies);
    }

    /// Compares what was said of the edits with what is in the directory.
    async fn problems(&self, edits: &Edits, conn: &IbisClientConnection) -> Result<Vec<String>, Error> {
        let made = made(conn).await?;
        let mut problems = self.lies.clone();
        if self.late > 0 {
            problems.push(format!("{} calls ended after their deadline", self.late));
        }
        for (number, edit) in edits.iter() {
            let times = made.get(&number).copied().unwrap_or(0);
            match edit {
                _ if times > 1 => problems.push(format!("`{number}` was made {times} times")),
                Edit::Made if times == 0 => problems.push(format!("`{number}` was said to be made")),
                Edit::NotMade if times > 0 => problems.push(format!("`{number}` was said not to be made")),
                _ => {}
            }
        }
        Ok(problems)
    }
}

/// How often each edit is found in the directory.
async fn made(conn: &IbisClientConnection) -> Result<HashMap<String, usize>, Error> {
    let phones = PersonMethods::new(conn).get_attributes("crsid", PERSON, ["universityPhone"]).await?;
    let mut made = HashMap::new();
    for number in
        phones.into_iter().filter_map(|phone| phone.value).filter(|value| value.starts_with("edit "))
    {
        *made.entry(number).or_default() += 1;
    }
    Ok(made)
}

/// The highest resident memory, in kB, in each third of the calls. Read from `/proc`, so Linux alone has it.
#[derive(Default)]
struct Memory([u64; 3]);

impl Memory {
    fn look(&mut self, done: usize, calls: usize) {
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
