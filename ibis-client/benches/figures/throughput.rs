//! Concurrent calls to the local server, by the client and by hand.

use std::time::{Duration, Instant};

use tokio::task::JoinError;

use super::callers::{self, ByHand};
use super::pairs::Pairs;
use super::{Outcome, print_figure};

const CALLERS: usize = 64;

pub(crate) fn measure(url: &str, pairs: usize, seconds: f64) -> Outcome {
    let runtime = tokio::runtime::Runtime::new()?;
    let conn = callers::connection(url)?;
    let by_hand = ByHand::new(url)?;
    let length = Duration::try_from_secs_f64(seconds)?;
    let measured = runtime.block_on(async {
        let mut measured = Pairs::default();
        for _ in 0..pairs {
            let theirs = all(length, by_hand.clone(), |by_hand| async move { by_hand.call().await.is_ok() });
            let theirs = theirs.await?;
            let ours = all(length, conn.clone(), |conn| async move { callers::ours(&conn).await.is_ok() });
            measured.push(ours.await?, theirs);
        }
        Result::<_, JoinError>::Ok(measured)
    })?;
    print_figure("ours per second", measured.ours());
    print_figure("by hand per second", measured.theirs());
    print_figure("ratio", measured.ratio());
    Ok(())
}

/// Completed calls per second of all callers. Each caller makes one call after the other.
async fn all<C, F>(
    length: Duration,
    caller: C,
    call: impl Fn(C) -> F + Copy + Send + 'static,
) -> Result<f64, JoinError>
where
    C: Clone + Send + 'static,
    F: Future<Output = bool> + Send,
{
    let start = Instant::now();
    let one = |_| {
        let caller = caller.clone();
        tokio::spawn(async move {
            let mut completed = 0_u32;
            while start.elapsed() < length {
                completed += u32::from(call(caller.clone()).await);
            }
            completed
        })
    };
    let tasks: Vec<_> = (0..CALLERS).map(one).collect();
    let mut completed = 0.0;
    for task in tasks {
        completed += f64::from(task.await?);
    }
    Ok(completed / start.elapsed().as_secs_f64())
}
