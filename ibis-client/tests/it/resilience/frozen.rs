//! Time that only advances on request, even with real sockets.

use std::sync::mpsc;
use std::time::Duration;

use tokio::task::JoinHandle;

/// Stops paused time from advancing by itself. Tokio advances it whenever all tasks are idle, even if bytes are in
/// transit, but not while a blocking task runs: so this holds an endless one.
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

    /// Advances time in steps until a task has ended.
    pub(super) async fn pass<T>(&self, step: Duration, task: JoinHandle<T>) -> T {
        while !task.is_finished() {
            tokio::time::advance(step).await;
        }
        task.await.unwrap()
    }
}
