//! Whether the request of an edit may have been sent.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

thread_local! {
    static IS_DISCARDING: Cell<bool> = const { Cell::new(false) };
}

/// The state of an edit's request: whether it was dropped before any connection took it.
#[derive(Debug, Default)]
pub(in crate::http) struct SendState {
    is_unsent: AtomicBool,
}

impl SendState {
    /// Drops an exchange. Returns whether its request may have been sent, or may still be.
    ///
    /// To look first and drop then would be wrong: in between, a connection's task on another thread can take the request.
    pub(in crate::http) fn discard(&self, drop_exchange: impl FnOnce()) -> bool {
        IS_DISCARDING.set(true);
        drop_exchange();
        IS_DISCARDING.set(false);
        !self.is_unsent.load(Ordering::Acquire)
    }
}

/// Goes with the body of a request to the connection that sends it.
#[derive(Debug)]
pub(in crate::http) struct SendGuard {
    state: Arc<SendState>,
    is_started: bool,
}

impl SendGuard {
    pub(in crate::http) fn new(state: &Arc<SendState>) -> Self {
        Self { state: Arc::clone(state), is_started: false }
    }

    /// Notes that a connection is about to send the request.
    pub(in crate::http) fn start(&mut self) {
        self.is_started = true;
    }
}

impl Drop for SendGuard {
    fn drop(&mut self) {
        if IS_DISCARDING.get() && !self.is_started {
            self.state.is_unsent.store(true, Ordering::Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn request_is_unsent_only_if_dropped_with_its_exchange() {
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
        let mut guard = SendGuard::new(&state);
        guard.start();
        assert!(state.discard(|| drop(guard)));
    }
}
