//! The delay before a retry.

use std::time::Duration;

/// Exponential backoff with a cap and full jitter.
///
/// A delay is uniformly distributed between zero and the ceiling, which best spreads clients that failed together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) struct Backoff {
    /// The ceiling for the first retry; it doubles with each retry.
    pub(in crate::http) base: Duration,
    /// The highest ceiling.
    pub(in crate::http) cap: Duration,
}

impl Backoff {
    /// The delay after this many retries, picked by a random number.
    pub(super) fn delay(self, retries: u32, random: u64) -> Duration {
        let ceiling = self.base.saturating_mul(2_u32.saturating_pow(retries)).min(self.cap);
        let ceiling = u128::from(u64::try_from(ceiling.as_nanos()).unwrap_or(u64::MAX));
        let nanos = (ceiling * (u128::from(random) + 1)) >> u64::BITS;
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BACKOFF: Backoff = Backoff { base: Duration::from_millis(200), cap: Duration::from_secs(1) };

    #[test]
    fn ceiling_doubles_up_to_the_cap() {
        let ceilings: Vec<u128> = (0..5).map(|n| BACKOFF.delay(n, u64::MAX).as_millis()).collect();
        assert_eq!(ceilings, [200, 400, 800, 1000, 1000]);
        assert_eq!(BACKOFF.delay(u32::MAX, u64::MAX), BACKOFF.cap);
    }

    #[test]
    fn jitter_is_full() {
        assert_eq!(BACKOFF.delay(0, 0), Duration::ZERO);
        assert_eq!(BACKOFF.delay(0, u64::MAX / 2), Duration::from_millis(100));
    }

    #[test]
    fn longest_backoff_does_not_overflow() {
        let endless = Backoff { base: Duration::MAX, cap: Duration::MAX };
        assert!(endless.delay(9, u64::MAX) > Duration::from_secs(1 << 33));
    }
}
