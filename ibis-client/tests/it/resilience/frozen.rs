//! Time that passes only when a test says so, though there are real sockets.

use std::sync::mpsc;
use std::time::Duration;

use tokio::task::JoinHandle;

/// Paused time runs ahead whenever nobody is ready, even if bytes are on their way; but not while there is
/// blocking work. This is blocking work without an end.
#[derive(Debug)]
pub(super) struct Frozen {
    _end: mpsc::Sender<()>,
}

impl Frozen {
    pub(super) fn time() -> Self {
        let (end, ended) = mpsc::channel::<()>();
        tokio::task::spawn_blocking(move || ended.recv());
        Self { _end: end }
    }

    /// Lets time pass in steps until a task has ended.
    pub(super) async fn pass<T>(&self, step: Duration, task: JoinHandle<T>) -> T {
        while !task.is_finished() {
            tokio::time::advance(step).await;
        }
        task.await.unwrap()
    }
}
