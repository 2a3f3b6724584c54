//! How many requests are under way at once, and how many are sent in a time.

use std::collections::BTreeMap;
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

/// How often a waiting future looks whether it can go on, so that none depends on being woken by another one.
const CHECK: Duration = Duration::from_millis(100);
/// A waiting future that was not polled for so long rests; those behind it do not wait for it.
const RESTING: Duration = Duration::from_millis(300);

/// Lets requests through in the order in which their futures came, past those that nobody polls.
///
/// A free slot belongs to whoever is polled and claims it: it is never handed to a future that may rest for ever.
#[derive(Debug)]
pub(super) struct Limiter {
    max_concurrent: usize,
    rate: Option<RateLimit>,
    next_id: AtomicU64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// When the time of each call that has a slot is over.
    holders: BTreeMap<u64, Instant>,
    waiting: BTreeMap<u64, Waiter>,
    /// When the rate is used up to.
    used_until: Option<Instant>,
}

#[derive(Debug)]
struct Waiter {
    waker: Waker,
    polled_at: Instant,
}

/// The right to have one request under way. Dropping it returns it.
#[must_use]
pub(super) struct Permit<'l> {
    limiter: &'l Limiter,
    id: u64,
}

impl Limiter {
    pub(super) fn new(max_concurrent: usize, rate: Option<RateLimit>) -> Self {
        Self { max_concurrent, rate, next_id: AtomicU64::new(0), state: Mutex::default() }
    }

    /// A permit for a call with this deadline, if there is no need to wait for one.
    pub(super) fn try_acquire(&self, deadline: Instant) -> Option<Permit<'_>> {
        self.claim(self.id(), deadline, None).ok()
    }

    /// Waits for a permit; `None` if there is none before the deadline.
    pub(super) async fn acquire(&self, deadline: Instant) -> Option<Permit<'_>> {
        let place = Place { limiter: self, id: self.id() };
        let mut timer = pin!(sleep_until(deadline));
        trace::wait("for a free slot");
        poll_fn(|context| {
            loop {
                if Instant::now() >= deadline {
                    return Poll::Ready(None);
                }
                let look_again = match self.claim(place.id, deadline, Some(context.waker())) {
                    Ok(permit) => return Poll::Ready(Some(permit)),
                    Err(look_again) => look_again,
                };
                timer.as_mut().reset(look_again.min(deadline));
                if timer.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
            }
        })
        .await
    }

    fn id(&self) -> u64 {
        self.next_id.fetch_add(1, Relaxed)
    }

    /// A permit, if there is one for this future; otherwise it is woken for one by this waker, and should look again at
    /// the given time.
    fn claim(&self, id: u64, deadline: Instant, waker: Option<&Waker>) -> Result<Permit<'_>, Instant> {
        let now = Instant::now();
        let mut state = self.state();
        if state.holders.len() >= self.max_concurrent {
            // A call whose time is over may rest for ever, with its slot.
            state.holders.retain(|_, deadline| now < *deadline);
        }
        let slots = self.max_concurrent.saturating_sub(state.holders.len());
        let (allowed, rate_at) = match &self.rate {
            Some(rate) => rate.allowed(state.used_until, now),
            None => (usize::MAX, now),
        };
        let allowed = allowed.min(slots);
        let resting = state.take_resting(now);
        let ahead = state.waiting.range(..id).take(allowed.max(1)).count();
        if ahead >= allowed {
            let waiter = waker.map(|waker| Waiter { waker: waker.clone(), polled_at: now });
            let replaced = waiter.and_then(|waiter| state.waiting.insert(id, waiter));
            drop(state);
            wake(resting);
            drop(replaced);
            return Err(match ahead {
                0 if slots > 0 => rate_at.min(now + CHECK),
                0 => now + CHECK,
                _ => now + 2 * CHECK,
            });
        }
        state.holders.insert(id, deadline);
        if let Some(rate) = &self.rate {
            state.used_until = Some(rate.used_until(state.used_until, now));
        }
        self.leave(state, id);
        wake(resting);
        Ok(Permit { limiter: self, id })
    }

    /// Takes a future out of the line, and wakes the next one in it. The lock is released first: a waker is foreign
    /// code.
    fn leave(&self, mut state: MutexGuard<'_, State>, id: u64) {
        if state.waiting.is_empty() {
            return;
        }
        let left = state.waiting.remove(&id);
        let resting = state.take_resting(Instant::now());
        let has_room = state.holders.len() < self.max_concurrent;
        let next = state.waiting.values().next().filter(|_| has_room).map(|waiter| waiter.waker.clone());
        drop(state);
        drop(left);
        wake(resting.into_iter().chain(next));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // What a panic could leave behind is a count that is off by one call, whose time will be over.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(super) fn free_slots(&self) -> usize {
        self.max_concurrent - self.state().holders.len()
    }
}

impl State {
    /// Takes those out of the front of the line that nobody polls. They get their place back when somebody does.
    fn take_resting(&mut self, now: Instant) -> Vec<Waker> {
        let mut resting = Vec::new();
        while let Some(first) = self.waiting.first_entry()
            && first.get().polled_at + RESTING <= now
        {
            resting.push(first.remove().waker);
        }
        resting
    }
}

/// Wakes futures, without a lock held.
fn wake(wakers: impl IntoIterator<Item = Waker>) {
    wakers.into_iter().for_each(Waker::wake);
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut state = self.limiter.state();
        state.holders.remove(&self.id);
        self.limiter.leave(state, self.id);
    }
}

/// A place in the line. Dropping it gives it up.
struct Place<'l> {
    limiter: &'l Limiter,
    id: u64,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.limiter.leave(self.limiter.state(), self.id);
    }
}

/// So many requests in a time on average, and no more than that many in one burst.
#[derive(Debug)]
pub(super) struct RateLimit {
    /// The time that a request takes out of the rate.
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

    /// How many requests may be sent now, and when the next one may.
    fn allowed(&self, used_until: Option<Instant>, now: Instant) -> (usize, Instant) {
        let used = used_until.map_or(now, |used| used.max(now));
        let Some(room) = (now + self.slack).checked_duration_since(used) else {
            return (0, used - self.slack);
        };
        let more = room.as_nanos().checked_div(self.share.as_nanos()).unwrap_or(u128::MAX);
        (usize::try_from(more).unwrap_or(usize::MAX).saturating_add(1), now)
    }

    /// When the rate is used up to after one more request.
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
        /// A permit of a call that has an hour.
        async fn permit(&self) -> Permit<'_> {
            self.within(Duration::from_secs(3600)).await.unwrap()
        }

        async fn within(&self, time: Duration) -> Option<Permit<'_>> {
            self.acquire(Instant::now() + time).await
        }
    }

    /// A future that is polled once, and then rests.
    fn rest<F: Future>(future: F) -> std::pin::Pin<Box<F>> {
        let mut future = Box::pin(future);
        assert!(future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        future
    }

    #[tokio::test(start_paused = true)]
    async fn burst_goes_through_and_the_rest_at_the_rate() {
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
    async fn time_without_requests_earns_no_more_than_a_burst() {
        let limiter = limiter(2);
        tokio::time::advance(Duration::from_secs(3600)).await;
        let start = Instant::now();
        for _ in 0..4 {
            let _permit = limiter.permit().await;
        }
        assert!(start.elapsed() >= Duration::from_secs(1), "{:?}", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_gives_up_waiting_uses_nothing() {
        let limiter = limiter(1);
        let start = Instant::now();
        let _first = limiter.permit().await;
        assert!(limiter.within(Duration::from_millis(10)).await.is_none());
        drop(rest(limiter.permit()));
        let _second = limiter.permit().await;
        assert!(start.elapsed() < Duration::from_millis(1010), "{:?}", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn slot_is_returned_when_its_holder_is_dropped() {
        let limiter = Limiter::new(1, None);
        let permit = limiter.permit().await;
        assert!(limiter.within(Duration::from_secs(1)).await.is_none());
        drop(permit);
        let start = Instant::now();
        let _permit = limiter.permit().await;
        assert_eq!(start.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn slots_are_given_in_the_order_of_asking_also_to_those_who_ask_again_at_once() {
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
    async fn future_that_rests_while_it_waits_holds_nobody_up() {
        for limiter in [Limiter::new(1, None), limiter(1)] {
            let first = limiter.permit().await;
            let _resting = [rest(limiter.permit()), rest(limiter.permit())];
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
    async fn slot_of_a_call_past_its_deadline_may_be_taken() {
        let limiter = Limiter::new(1, None);
        let start = Instant::now();
        let resting = limiter.within(Duration::from_secs(5)).await.unwrap();
        let permit = limiter.permit().await;
        assert_eq!(start.elapsed().as_secs(), 5);
        drop(resting);
        assert_eq!(limiter.free_slots(), 0);
        drop(permit);
        assert_eq!(limiter.free_slots(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn rate_beyond_all_clocks_lets_its_burst_through() {
        let limiter = Limiter::new(1, Some(RateLimit::new(NonZeroU32::MIN, Duration::MAX)));
        drop(limiter.permit().await);
        assert!(limiter.within(Duration::from_secs(1)).await.is_none());
        let endless = Limiter::new(1, Some(RateLimit::new(NonZeroU32::MAX, Duration::ZERO)));
        drop(endless.permit().await);
        drop(endless.permit().await);
    }
}
