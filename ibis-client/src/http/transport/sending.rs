//! Whether the request of an edit may have been sent.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

thread_local! {
    static IS_DISCARDING: Cell<bool> = const { Cell::new(false) };
}

/// The state of an edit's request.
#[derive(Debug, Default)]
pub(in crate::http) struct SendState {
    /// A connection has begun to send the request, or has taken it and dropped it.
    started: AtomicBool,
    /// The request was dropped before any connection took it.
    discarded: AtomicBool,
}

impl SendState {
    /// Drops an exchange. Returns whether its request may have been sent, or may still be.
    ///
    /// To look first and drop then would be wrong: in between, a connection's task on another thread can take the request.
    pub(in crate::http) fn discard(&self, drop_exchange: impl FnOnce()) -> bool {
        IS_DISCARDING.set(true);
        drop_exchange();
        IS_DISCARDING.set(false);
        self.started.load(Ordering::Acquire) || !self.discarded.load(Ordering::Acquire)
    }
}

/// Goes with the body of a request to the connection that sends it.
#[derive(Debug)]
pub(in crate::http) struct SendGuard(Arc<SendState>);

impl SendGuard {
    pub(in crate::http) fn new(state: &Arc<SendState>) -> Self {
        Self(Arc::clone(state))
    }

    /// Notes that a connection is about to send the request.
    pub(in crate::http) fn start(&self) {
        self.0.started.store(true, Ordering::Release);
    }
}

impl Drop for SendGuard {
    fn drop(&mut self) {
        let is_discarded = IS_DISCARDING.get();
        let flag = if is_discarded { &self.0.discarded } else { &self.0.started };
        flag.store(true, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_unsent_only_if_it_was_dropped_with_its_exchange() {
        let state = Arc::new(SendState::default());
        let guard = SendGuard::new(&state);
        assert!(!state.discard(|| drop(guard)));

        // A connection has the request, and may yet send it.
        let state = Arc::new(SendState::default());
        let guard = SendGuard::new(&state);
        assert!(state.discard(|| {}));
        drop(guard);
        assert!(state.discard(|| {}));

        let state = Arc::new(SendState::default());
        let guard = SendGuard::new(&state);
        guard.start();
        assert!(state.discard(|| drop(guard)));
    }
}
