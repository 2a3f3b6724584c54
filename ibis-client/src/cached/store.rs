//! The contents of a cache: results in order of last use, and pending calls.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tokio::sync::watch;
use tokio::time::Instant;

use super::Outcome;
use crate::IbisResult;

/// A call, and the credentials that it is made with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) identity: u64,
    pub(super) call: Arc<str>,
}

struct Entry {
    result: IbisResult,
    expires_at: Instant,
    /// The number of its last use.
    used: u64,
}

#[derive(Default)]
pub(super) struct Store {
    pub(super) max_entries: usize,
    pub(super) max_bytes: usize,
    entries: HashMap<Key, Entry>,
    /// The keys by last use, the least recent first.
    order: BTreeMap<u64, Key>,
    pub(super) pending: HashMap<Key, watch::Receiver<Option<Outcome>>>,
    bytes: usize,
    uses: u64,
    /// Until then, no result is kept.
    pub(super) paused_until: Option<Instant>,
}

impl Store {
    pub(super) fn new(max_entries: usize, max_bytes: usize) -> Self {
        Self { max_entries, max_bytes, ..Self::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.order.clear();
        self.pending.clear();
        self.bytes = 0;
    }

    pub(super) fn get(&mut self, key: &Key, now: Instant) -> Option<IbisResult> {
        let is_fresh = self.entries.get(key)?.expires_at > now;
        let mut entry = self.remove(key)?;
        if !is_fresh {
            return None;
        }
        let result = entry.result.clone();
        entry.used = self.uses;
        self.insert(key.clone(), entry);
        Some(result)
    }

    /// Forgets the result of a call, and a pending call for it: neither is new enough.
    pub(super) fn forget(&mut self, key: &Key) {
        self.remove(key);
        self.pending.remove(key);
    }

    /// Ends a pending call. Returns false if it is pending no longer: the cache was emptied, or another call has taken its
    /// place.
    pub(super) fn end(&mut self, key: &Key, pending: &watch::Receiver<Option<Outcome>>) -> bool {
        let is_pending = self.pending.get(key).is_some_and(|current| current.same_channel(pending));
        is_pending && self.pending.remove(key).is_some()
    }

    /// Keeps a result until it expires.
    pub(super) fn keep(&mut self, key: Key, result: IbisResult, expires_at: Instant) {
        self.remove(&key);
        if self.paused_until.is_some_and(|until| Instant::now() < until) {
            return;
        }
        let entry = Entry { result, expires_at, used: self.uses };
        if entry.result.bytes() <= self.max_bytes {
            self.insert(key, entry);
        }
        while self.entries.len() > self.max_entries || self.bytes > self.max_bytes {
            let Some((_, oldest)) = self.order.first_key_value() else { break };
            let oldest = oldest.clone();
            self.remove(&oldest);
        }
    }

    fn insert(&mut self, key: Key, entry: Entry) {
        self.uses += 1;
        self.bytes += entry.result.bytes();
        self.order.insert(entry.used, key.clone());
        self.entries.insert(key, entry);
    }

    fn remove(&mut self, key: &Key) -> Option<Entry> {
        let entry = self.entries.remove(key)?;
        self.order.remove(&entry.used);
        self.bytes -= entry.result.bytes();
        Some(entry)
    }
}
