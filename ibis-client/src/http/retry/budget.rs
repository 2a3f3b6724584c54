//! The retry budget of a connection.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// The successful calls that add one retry to the budget.
const CALLS_PER_RETRY: u32 = 10;

/// A token bucket of retries.
///
/// It starts full, each retry takes a token, and successful calls refill it. While no call succeeds, the bucket limits
/// the load that retries add to a failing server.
#[derive(Debug)]
pub(in crate::http) struct Budget {
    /// In fractions of a retry: a successful call adds 1.
    left: AtomicU32,
    capacity: u32,
}

impl Budget {
    pub(in crate::http) fn new(retries: u32) -> Self {
        let capacity = retries.saturating_mul(CALLS_PER_RETRY);
        Self { left: AtomicU32::new(capacity), capacity }
    }

    /// Takes a retry. Returns `false` if none is left.
    pub(super) fn take(&self) -> bool {
        self.left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(CALLS_PER_RETRY)).is_ok()
    }

    /// Records a successful call. A call that was retried returns the retry that succeeded.
    pub(in crate::http) fn earn(&self, retried: bool) {
        // The budget is usually full: concurrent calls then share the cache line without writing to it.
        if self.left.load(Relaxed) >= self.capacity {
            return;
        }
        let earned = if retried { CALLS_PER_RETRY } else { 1 };
        let add = |left: u32| Some(left.saturating_add(earned).min(self.capacity));
        // The update cannot fail: `add` always returns a value.
        let _ = self.left.fetch_update(Relaxed, Relaxed, add);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outage_uses_no_more_than_the_budget() {
        let budget = Budget::new(3);
        assert_eq!((0..100).filter(|_| budget.take()).count(), 3);
    }

    #[test]
    fn successes_refill_the_budget_up_to_its_size() {
        let budget = Budget::new(2);
        (0..100).for_each(|_| budget.earn(false));
        assert_eq!((0..100).filter(|_| budget.take()).count(), 2);
        (0..9).for_each(|_| budget.earn(false));
        assert!(!budget.take());
        budget.earn(false);
        assert!(budget.take());
    }

    #[test]
    fn successful_retry_costs_nothing() {
        let budget = Budget::new(1);
        for _ in 0..100 {
            assert!(budget.take());
            budget.earn(true);
        }
    }
}
