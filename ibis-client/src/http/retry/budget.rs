//! How many retries a connection can afford.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// What a success earns, in parts of a retry: one retry for ten calls.
const PARTS: u32 = 10;

/// A bucket of retries. It starts full; each retry takes one out, and it is refilled by calls that succeed: a
/// little by each, and by what the call itself had taken last. While nothing succeeds, no more than the bucket
/// is added to what the callers ask of a server that is down.
#[derive(Debug)]
pub(in crate::http) struct Budget {
    /// In parts of a retry.
    left: AtomicU32,
    full: u32,
}

impl Budget {
    pub(in crate::http) fn new(retries: u32) -> Self {
        let full = retries.saturating_mul(PARTS);
        Self { left: AtomicU32::new(full), full }
    }

    /// Takes a retry, if there is one.
    pub(super) fn take(&self) -> bool {
        self.left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(PARTS)).is_ok()
    }

    /// Notes a success, at the first attempt or after a retry.
    pub(in crate::http) fn earn(&self, retried: bool) {
        // As a rule it is full, and calls that run side by side have nothing to write to.
        if self.left.load(Relaxed) >= self.full {
            return;
        }
        let earned = if retried { PARTS } else { 1 };
        let add = |left: u32| Some(left.saturating_add(earned).min(self.full));
        // It cannot fail: there is always a sum.
        let _ = self.left.fetch_update(Relaxed, Relaxed, add);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outage_costs_no_more_than_the_bucket() {
        let budget = Budget::new(3);
        assert_eq!((0..100).filter(|_| budget.take()).count(), 3);
    }

    #[test]
    fn successes_refill_it_and_never_beyond_its_size() {
        let budget = Budget::new(2);
        (0..100).for_each(|_| budget.earn(false));
        assert_eq!((0..100).filter(|_| budget.take()).count(), 2);
        (0..9).for_each(|_| budget.earn(false));
        assert!(!budget.take());
        budget.earn(false);
        assert!(budget.take());
    }

    #[test]
    fn retry_that_succeeds_costs_nothing() {
        let budget = Budget::new(1);
        for _ in 0..100 {
            assert!(budget.take());
            budget.earn(true);
        }
    }
}
