//! The time of day and chance: what tests replace, and what cannot be asked of tokio's clock.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::Arc;
use std::time::SystemTime;

/// The wall clock. It may jump, and is asked only where a server speaks of dates or of a lifetime that goes
/// on while a laptop sleeps.
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

/// A number by chance, good enough to spread retries: what the standard library's hasher, keyed by chance
/// and with another key each time, makes of nothing.
pub(super) fn chance() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_reaches_every_part_of_its_range() {
        let mut tenths = [0_u32; 10];
        for _ in 0..10_000 {
            let tenth = usize::try_from((u128::from(chance()) * 10) >> u64::BITS).unwrap();
            tenths[tenth] += 1;
        }
        // The odds against one of them being so far off are astronomic.
        assert!(tenths.iter().all(|count| (700..1300).contains(count)), "{tenths:?}");
    }
}
