//! The wall clock, which tests replace, and random numbers.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::Arc;
use std::time::SystemTime;

/// The wall clock, for a server's dates and for lifetimes that go on while a laptop sleeps.
///
/// It may jump, so everything else uses tokio's clock.
#[derive(Clone)]
pub(super) struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    pub(super) fn system() -> Self {
        Self::new(SystemTime::now)
    }

    pub(super) fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    pub(super) fn now(&self) -> SystemTime {
        (self.0)()
    }
}

/// Returns a random number, good enough to spread retries.
///
/// Each of the standard library's hashers has a random key.
pub(super) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_numbers_cover_the_whole_range() {
        let mut tenths = [0_u32; 10];
        for _ in 0..10_000 {
            let tenth = usize::try_from((u128::from(random()) * 10) >> u64::BITS).unwrap();
            tenths[tenth] += 1;
        }
        // A fair generator is practically never this far off.
        assert!(tenths.iter().all(|count| (700..1300).contains(count)), "{tenths:?}");
    }
}
