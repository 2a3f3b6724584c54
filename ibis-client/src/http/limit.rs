//! How many requests are under way at once, and how many there are in a time.

use std::num::NonZeroU32;
use std::time::Duration;

use tokio::sync::{Mutex, Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep_until};

use super::trace;

/// Lets attempts through, in the order in which they come.
#[derive(Debug)]
pub(super) struct Limiter {
    places: Semaphore,
    pace: Option<RateLimit>,
}

/// The right to have one request under way. Dropping it returns it.
#[must_use]
pub(super) struct Turn<'l>(#[expect(dead_code, reason = "held to be dropped")] Option<SemaphorePermit<'l>>);

impl Limiter {
    pub(super) fn new(at_once: usize, pace: Option<RateLimit>) -> Self {
        Self { places: Semaphore::new(at_once.min(Semaphore::MAX_PERMITS)), pace }
    }

    /// A turn, where there is no need to wait for one.
    pub(super) fn turn_at_once(&self) -> Option<Turn<'_>> {
        match self.pace {
            None => self.places.try_acquire().ok().map(|place| Turn(Some(place))),
            Some(_) => None,
        }
    }

    pub(super) async fn turn(&self) -> Turn<'_> {
        let place = if let Ok(place) = self.places.try_acquire() {
            Some(place)
        } else {
            trace::wait("for one of the requests under way to end");
            // It fails only where the semaphore is closed, which nobody does.
            self.places.acquire().await.ok()
        };
        if let Some(pace) = &self.pace {
            pace.wait().await;
        }
        Turn(place)
    }

    #[cfg(test)]
    pub(super) fn free_places(&self) -> usize {
        self.places.available_permits()
    }
}

/// So many requests in a time on average, and no more than that many in one burst.
#[derive(Debug)]
pub(super) struct RateLimit {
    /// The time that a request takes out of the rate.
    share: Duration,
    /// How far requests may run ahead of the rate.
    slack: Duration,
    /// When the rate is used up to. It is locked by whoever is next, while others wait behind; one that gives
    /// up while it waits has used nothing.
    used_until: Mutex<Option<Instant>>,
}

impl RateLimit {
    pub(super) fn new(requests: NonZeroU32, per: Duration) -> Self {
        let share = per / requests.get();
        Self { share, slack: per.saturating_sub(share), used_until: Mutex::default() }
    }

    async fn wait(&self) {
        let mut used_until = self.used_until.lock().await;
        let now = Instant::now();
        let used = used_until.unwrap_or(now);
        if used > now + self.slack {
            trace::wait("for the rate limit");
            sleep_until(used - self.slack).await;
        }
        *used_until = Some(used.max(Instant::now()) + self.share);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter(requests: u32) -> Limiter {
        let pace = RateLimit::new(NonZeroU32::new(requests).unwrap(), Duration::from_secs(1));
        Limiter::new(usize::MAX, Some(pace))
    }

    #[tokio::test(start_paused = true)]
    async fn burst_goes_through_and_the_rest_at_the_rate() {
        let limiter = limiter(4);
        let start = Instant::now();
        let mut times = Vec::new();
        for _ in 0..8 {
            let _turn = limiter.turn().await;
            times.push(start.elapsed().as_millis());
        }
        // Tokio's timer counts whole milliseconds.
        let expected = [0, 0, 0, 0, 250, 500, 750, 1000];
        assert!(times.iter().zip(expected).all(|(time, expected)| time.abs_diff(expected) <= 1), "{times:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn time_without_requests_earns_no_more_than_a_burst() {
        let limiter = limiter(2);
        tokio::time::advance(Duration::from_secs(3600)).await;
        let start = Instant::now();
        for _ in 0..4 {
            let _turn = limiter.turn().await;
        }
        assert!(start.elapsed() >= Duration::from_secs(1), "{:?}", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_gives_up_waiting_uses_nothing() {
        let limiter = limiter(1);
        let start = Instant::now();
        let _first = limiter.turn().await;
        let given_up = tokio::time::timeout(Duration::from_millis(10), limiter.turn()).await;
        assert!(given_up.is_err());
        let _second = limiter.turn().await;
        assert!(start.elapsed() < Duration::from_millis(1010), "{:?}", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn place_is_returned_when_its_holder_is_dropped() {
        let limiter = Limiter::new(1, None);
        let turn = limiter.turn().await;
        assert!(tokio::time::timeout(Duration::from_secs(1), limiter.turn()).await.is_err());
        drop(turn);
        let _turn = limiter.turn().await;
    }
}
