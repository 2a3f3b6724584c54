//! Work that a task does for all who wait for it, with a heartbeat by which they notice that its runtime is not driven.

use std::pin::pin;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout};

const INTERVAL: Duration = Duration::from_millis(200);
/// After this many intervals without a heartbeat, a task is abandoned.
const MAX_MISSED: u32 = 5;
/// A task is abandoned after this time even if the runtime of the waiting future stalls as well.
const LONGEST_STALL: Duration = Duration::from_secs(30);

/// How many tasks a call waits for if each of them is abandoned.
pub(crate) const MAX_TASKS: usize = 3;

/// Awaits a future in a task, and sends a heartbeat until it is ready.
pub(crate) async fn beating<T, O>(work: impl Future<Output = T>, sender: &watch::Sender<Option<O>>) -> T {
    let mut work = pin!(work);
    loop {
        match timeout(INTERVAL, work.as_mut()).await {
            Ok(output) => return output,
            Err(_) => sender.send_modify(|_| {}),
        }
    }
}

/// Waits for the outcome of a task. Returns `None` if the task is gone, or its runtime is not driven.
pub(crate) async fn outcome<O: Clone>(receiver: &mut watch::Receiver<Option<O>>) -> Option<O> {
    let (mut missed, mut beat_at) = (0, Instant::now());
    while missed < MAX_MISSED && beat_at.elapsed() < LONGEST_STALL {
        let start = Instant::now();
        match timeout(INTERVAL, receiver.changed()).await {
            Ok(changed) => {
                changed.ok()?;
                if let Some(outcome) = &*receiver.borrow_and_update() {
                    return Some(outcome.clone());
                }
                (missed, beat_at) = (0, Instant::now());
            }
            // A program that blocks the runtime delays the heartbeat and this future alike.
            Err(_) => missed += u32::from(start.elapsed() < 2 * INTERVAL),
        }
    }
    None
}
