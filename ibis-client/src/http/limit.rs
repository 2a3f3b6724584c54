//! Limits on concurrent requests and on the request rate.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::num::NonZeroU32;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::invoke::FOREVER;
use super::trace;

/// How often a waiting future checks for a slot, in case nobody wakes it.
const CHECK_INTERVAL: Duration = Duration::from_millis(100);
/// A waiting future that has not been polled for this long is stalled, and is overtaken.
const STALLED_AFTER: Duration = Duration::from_millis(300);

/// Gives out permits in the order of asking, except that stalled futures are overtaken.
///
/// A future claims a free slot while it is polled. No slot is assigned to a future that may never be polled again.
#[derive(Debug)]
pub(super) struct Limiter {
    max_concurrent: usize,
    rate: Option<RateLimit>,
    next_id: AtomicU64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The calls that hold a slot, and their deadlines.
    holders: Vec<(u64, Instant)>,
    waiting: VecDeque<Waiter>,
    /// The time up to which the rate is used up.
    used_until: Option<Instant>,
}

#[derive(Debug)]
struct Waiter {
    id: u64,
    waker: Waker,
    polled_at: Instant,
}

/// The right to have one request in flight. Dropping it frees the slot.
#[must_use]
pub(super) struct Permit<'l> {
    limiter: &'l Limiter,
    id: u64,
}

impl Limiter {
    pub(super) fn new(max_concurrent: usize, rate: Option<RateLimit>) -> Self {
        Self { max_concurrent, rate, next_id: AtomicU64::new(0), state: Mutex::default() }
    }

    /// Returns a permit for a call with this deadline, or `None` if the call has to wait for one.
    pub(super) fn try_acquire(&self, deadline: Instant) -> Option<Permit<'_>> {
        self.claim(self.next_id(), deadline, None).ok()
    }

    /// Waits for a permit. Returns `None` at the deadline.
    pub(super) async fn acquire(&self, deadline: Instant) -> Option<Permit<'_>> {
        let entry = QueueEntry { limiter: self, id: self.next_id() };
        let mut timer = pin!(sleep_until(deadline));
        trace::wait("for a free slot");
        poll_fn(|context| {
            loop {
                if Instant::now() >= deadline {
                    return Poll::Ready(None);
                }
                let check_at = match self.claim(entry.id, deadline, Some(context.waker())) {
                    Ok(permit) => return Poll::Ready(Some(permit)),
                    Err(check_at) => check_at,
                };
                timer.as_mut().reset(check_at.min(deadline));
                if timer.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
            }
        })
        .await
    }

    fn next_id(&self) -> u64 {
        self.next_id.fetch_add(1, Relaxed)
    }

    /// Claims a permit for a future.
    ///
    /// If no permit is free, queues the waker and returns the time of the next check.
    fn claim(&self, id: u64, deadline: Instant, waker: Option<&Waker>) -> Result<Permit<'_>, Instant> {
        let now = Instant::now();
        let mut state = self.state();
        if state.holders.len() >= self.max_concurrent {
            // A call past its deadline may never be polled again, so it loses its slot.
            state.holders.retain(|(_, deadline)| now < *deadline);
        }
        let slots = self.max_concurrent.saturating_sub(state.holders.len());
        let (allowed, rate_at) = match &self.rate {
            Some(rate) => rate.allowed(state.used_until, now),
            None => (usize::MAX, now),
        };
        let allowed = allowed.min(slots);
        let stalled = state.take_stalled(now);
        let ahead = state.waiting.partition_point(|waiter| waiter.id < id);
        if ahead >= allowed {
            let replaced = state.leave_queue(id);
            if let Some(waker) = waker {
                state.waiting.insert(ahead, Waiter { id, waker: waker.clone(), polled_at: now });
            }
            drop(state);
            wake(stalled);
            drop(replaced);
            return Err(match ahead {
                0 if slots > 0 => rate_at.min(now + CHECK_INTERVAL),
                0 => now + CHECK_INTERVAL,
                _ => now + 2 * CHECK_INTERVAL,
            });
        }
        state.holders.push((id, deadline));
        if let Some(rate) = &self.rate {
            state.used_until = Some(rate.used_until(state.used_until, now));
        }
        self.leave(state, id);
        wake(stalled);
        Ok(Permit { limiter: self, id })
    }

    /// Removes a future from the queue and wakes the next one.
    ///
    /// The lock is released first, because wakers run foreign code.
    fn leave(&self, mut state: MutexGuard<'_, State>, id: u64) {
        if state.waiting.is_empty() {
            return;
        }
        let left = state.leave_queue(id);
        let stalled = state.take_stalled(Instant::now());
        let has_room = state.holders.len() < self.max_concurrent;
        let next = state.waiting.front().filter(|_| has_room).map(|waiter| waiter.waker.clone());
        drop(state);
        drop(left);
        wake(stalled.into_iter().chain(next));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic can at most leave behind a holder, which expires at its deadline.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(super) fn free_slots(&self) -> usize {
        self.max_concurrent - self.state().holders.len()
    }
}

impl State {
    /// Removes stalled futures from the front of the queue.
    ///
    /// They get their place back when they are polled again.
    fn take_stalled(&mut self, now: Instant) -> Vec<Waker> {
        let mut stalled = Vec::new();
        while self.waiting.front().is_some_and(|first| first.polled_at + STALLED_AFTER <= now) {
            stalled.extend(self.waiting.pop_front().map(|first| first.waker));
        }
        stalled
    }

    fn leave_queue(&mut self, id: u64) -> Option<Waiter> {
        let position = self.waiting.binary_search_by_key(&id, |waiter| waiter.id).ok()?;
        self.waiting.remove(position)
    }
}

/// Wakes futures. The lock must not be held.
fn wake(wakers: impl IntoIterator<Item = Waker>) {
    wakers.into_iter().for_each(Waker::wake);
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut state = self.limiter.state();
        state.holders.retain(|(id, _)| *id != self.id);
        self.limiter.leave(state, self.id);
    }
}

/// A place in the queue. Dropping it gives up the place.
struct QueueEntry<'l> {
    limiter: &'l Limiter,
    id: u64,
}

impl Drop for QueueEntry<'_> {
    fn drop(&mut self) {
        self.limiter.leave(self.limiter.state(), self.id);
    }
}

/// A number of requests per period, on average and as a burst.
#[derive(Debug)]
pub(super) struct RateLimit {
    /// The part of the period that one request uses up.
    share: Duration,
    /// How far requests may run ahead of the rate.
    slack: Duration,
}

impl RateLimit {
    pub(super) fn new(requests: NonZeroU32, per: Duration) -> Self {
        let per = per.min(FOREVER);
        let share = per / requests.get();
        Self { share, slack: per.saturating_sub(share) }
    }

    /// Returns how many requests may be sent now, and the earliest time for the next one.
    fn allowed(&self, used_until: Option<Instant>, now: Instant) -> (usize, Instant) {
        let used = used_until.map_or(now, |used| used.max(now));
        let Some(room) = (now + self.slack).checked_duration_since(used) else {
            return (0, used - self.slack);
        };
        let more = room.as_nanos().checked_div(self.share.as_nanos()).unwrap_or(u128::MAX);
        (usize::try_from(more).unwrap_or(usize::MAX).saturating_add(1), now)
    }

    /// Returns the time up to which the rate is used up after one more request.
    fn used_until(&self, used_until: Option<Instant>, now: Instant) -> Instant {
        used_until.map_or(now, |used| used.max(now)) + self.share
    }
}

#[cfg(test)]
mod tests {
    use std::task::Context;

    use super::*;

    fn limiter(requests: u32) -> Limiter {
        let rate = RateLimit::new(NonZeroU32::new(requests).unwrap(), Duration::from_secs(1));
        Limiter::new(usize::MAX, Some(rate))
    }

    impl Limiter {
        /// A permit for a call with a deadline in an hour.
        async fn permit(&self) -> Permit<'_> {
            self.within(Duration::from_secs(3600)).await.unwrap()
        }

        async fn within(&self, time: Duration) -> Option<Permit<'_>> {
            self.acquire(Instant::now() + time).await
        }
    }

    /// A future that is polled once, and then stalls.
    fn stall<F: Future>(future: F) -> std::pin::Pin<Box<F>> {
        let mut future = Box::pin(future);
        assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        future
    }

    #[tokio::test(start_paused = true)]
    async fn burst_is_immediate_and_the_rest_is_rate_limited() {
        let limiter = limiter(4);
        let start = Instant::now();
        let mut times = Vec::new();
        for _ in 0..8 {
            let _permit = limiter.permit().await;
            times.push(start.elapsed().as_millis());
        }
        // Tokio's timer counts whole milliseconds.
        let expected = [0, 0, 0, 0, 250, 500, 750, 1000];
        assert!(times.iter().zip(expected).all(|(time, expected)| time.abs_diff(expected) <= 1), "{times:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn idle_time_allows_no_more_than_one_burst() {
        let limiter = limiter(2);
        tokio::time::advance(Duration::from_secs(3600)).await;
        let start = Instant::now();
        for _ in 0..4 {
            let _permit = limiter.permit().await;
        }
        assert!(start.elapsed() >= Duration::from_secs(1), "{:?}", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn abandoned_wait_uses_no_capacity() {
        let limiter = limiter(1);
        let start = Instant::now();
        let _first = limiter.permit().await;
        assert!(limiter.within(Duration::from_millis(10)).await.is_none());
        drop(stall(limiter.permit()));
        let _second = limiter.permit().await;
        assert!(start.elapsed() < Duration::from_millis(1010), "{:?}", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn slot_is_released_on_drop() {
        let limiter = Limiter::new(1, None);
        let permit = limiter.permit().await;
        assert!(limiter.within(Duration::from_secs(1)).await.is_none());
        drop(permit);
        let start = Instant::now();
        let _permit = limiter.permit().await;
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn slots_are_granted_in_order_of_arrival() {
        let limiter = Limiter::new(1, None);
        let order = Mutex::new(Vec::new());
        let caller = async |name: &'static str| {
            for _ in 0..3 {
                let _permit = limiter.permit().await;
                order.lock().unwrap().push(name);
                tokio::task::yield_now().await;
            }
        };
        tokio::join!(caller("a"), caller("b"), caller("c"));
        assert_eq!(order.into_inner().unwrap(), ["a", "b", "c", "a", "b", "c", "a", "b", "c"]);
    }

    #[tokio::test(start_paused = true)]
    async fn stalled_future_does_not_block_the_queue() {
        for limiter in [Limiter::new(1, None), limiter(1)] {
            let first = limiter.permit().await;
            let _stalled = [stall(limiter.permit()), stall(limiter.permit())];
            let start = Instant::now();
            let next = limiter.permit();
            drop(first);
            drop(next.await);
            assert!(start.elapsed() <= Duration::from_secs(1), "{:?}", start.elapsed());
            let start = Instant::now();
            drop(limiter.permit().await);
            assert!(start.elapsed() <= Duration::from_secs(1), "{:?}", start.elapsed());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn slot_is_released_at_the_deadline() {
        let limiter = Limiter::new(1, None);
        let start = Instant::now();
        let stalled = limiter.within(Duration::from_secs(5)).await.unwrap();
        let permit = limiter.permit().await;
        assert_eq!(start.elapsed().as_secs(), 5);
        drop(stalled);
        assert_eq!(limiter.free_slots(), 0);
        drop(permit);
        assert_eq!(limiter.free_slots(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn endless_period_allows_one_burst() {
        let limiter = Limiter::new(1, Some(RateLimit::new(NonZeroU32::MIN, Duration::MAX)));
        drop(limiter.permit().await);
        assert!(limiter.within(Duration::from_secs(1)).await.is_none());
        let endless = Limiter::new(1, Some(RateLimit::new(NonZeroU32::MAX, Duration::ZERO)));
        drop(endless.permit().await);
        drop(endless.permit().await);
    }
}
