//! A thread with an async runtime.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::thread;

use tokio::sync::{mpsc, oneshot};

use crate::BoxFuture;

/// A handle on the thread. It ends when the last handle is dropped; nobody waits for it, so that a handle may be
/// dropped anywhere.
#[derive(Clone)]
pub(super) struct RuntimeThread {
    tasks: mpsc::UnboundedSender<BoxFuture<'static, ()>>,
}

impl RuntimeThread {
    pub(super) fn start() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (tasks, mut queue) = mpsc::unbounded_channel::<BoxFuture<'static, ()>>();
        let run = move || {
            runtime.block_on(async {
                while let Some(task) = queue.recv().await {
                    tokio::spawn(task);
                }
            });
        };
        thread::Builder::new().name("ibis-client".to_owned()).spawn(run)?;
        Ok(Self { tasks })
    }

    /// Runs a future on the thread, until whoever waits for it is gone.
    pub(super) fn run<T: Send + 'static>(
        &self,
        future: impl Future<Output = T> + Send + 'static,
    ) -> Outcome<T> {
        let (mut sender, receiver) = oneshot::channel();
        let task = async move {
            let mut future = std::pin::pin!(future);
            let result = std::future::poll_fn(|context| match sender.poll_closed(context) {
                Poll::Ready(()) => Poll::Ready(None),
                Poll::Pending => future.as_mut().poll(context).map(Some),
            });
            if let Some(result) = result.await {
                // Whoever waited may have gone just now.
                let _ = sender.send(result);
            }
        };
        // Where the thread has ended, the sender is dropped with the task, which the receiver sees.
        let _ = self.tasks.send(Box::pin(task));
        Outcome(receiver)
    }
}

/// What will have come of a future on the thread.
pub(super) struct Outcome<T>(oneshot::Receiver<T>);

impl<T> Outcome<T> {
    /// Blocks the thread until it is there. It must not be one of an async runtime.
    pub(super) fn wait(self) -> Result<T, oneshot::error::RecvError> {
        self.0.blocking_recv()
    }
}

impl<T> Future for Outcome<T> {
    type Output = Result<T, oneshot::error::RecvError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context)
    }
}
