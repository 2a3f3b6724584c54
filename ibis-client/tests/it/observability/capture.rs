//! A subscriber that captures everything, from every crate and at every level.
//!
//! The whole process has one subscriber, with a store for each capturing thread. With one subscriber per thread, a call
//! site that another thread reaches first could be cached as disabled.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

pub(crate) type Fields = BTreeMap<String, String>;

thread_local! {
    /// The store of the thread's capture, if it has one.
    static CURRENT: RefCell<Option<Arc<Mutex<Store>>>> = const { RefCell::new(None) };
}

/// Captures the spans and events of this thread until it is dropped.
pub(crate) struct Capture {
    store: Arc<Mutex<Store>>,
    /// Not `Send`: a capture must end on the thread that it began on.
    thread: PhantomData<*const ()>,
}

#[derive(Default)]
struct Store {
    spans: Vec<Entry>,
    events: Vec<Entry>,
}

struct Entry {
    target: &'static str,
    name: &'static str,
    fields: Fields,
}

impl Capture {
    pub(crate) fn start() -> Self {
        static INSTALLED: Once = Once::new();
        INSTALLED.call_once(|| tracing::subscriber::set_global_default(Collector).unwrap());
        let store: Arc<Mutex<Store>> = Arc::default();
        let before = CURRENT.replace(Some(Arc::clone(&store)));
        assert!(before.is_none(), "a thread has one capture at a time");
        Self { store, thread: PhantomData }
    }

    /// The spans with this name.
    pub(crate) fn spans(&self, name: &str) -> Vec<Fields> {
        let store = self.store.lock().unwrap();
        store.spans.iter().filter(|span| span.name == name).map(|span| span.fields.clone()).collect()
    }

    /// The only span with this name.
    pub(crate) fn span(&self, name: &str) -> Fields {
        let [span] = <[Fields; 1]>::try_from(self.spans(name)).expect("exactly one span");
        span
    }

    /// The client's events whose message contains this.
    pub(crate) fn events(&self, message: &str) -> Vec<Fields> {
        let store = self.store.lock().unwrap();
        let has_it = |event: &&Entry| {
            event.target.starts_with("ibis_client")
                && event.fields.get("message").is_some_and(|text| text.contains(message))
        };
        store.events.iter().filter(has_it).map(|event| event.fields.clone()).collect()
    }

    /// Everything that a crate emitted, or all crates if the name is empty.
    pub(crate) fn text_of(&self, target: &str) -> String {
        let store = self.store.lock().unwrap();
        let mut text = String::new();
        for entry in store.spans.iter().chain(&store.events).filter(|entry| entry.target.starts_with(target))
        {
            writeln!(text, "{} {} {:?}", entry.target, entry.name, entry.fields).unwrap();
        }
        text
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        CURRENT.set(None);
    }
}

struct Collector;

impl Collector {
    /// Calls a function with the store of this thread, if it has one.
    fn with_store<T>(with: impl FnOnce(&mut Store) -> T) -> Option<T> {
        let store = CURRENT.with_borrow(Option::clone)?;
        let mut store = store.lock().unwrap();
        Some(with(&mut store))
    }
}

impl Subscriber for Collector {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut entry = Entry::new(attributes.metadata());
        attributes.record(&mut entry);
        let number = Self::with_store(|store| {
            store.spans.push(entry);
            store.spans.len()
        });
        // A span that is not captured gets a number of its own.
        Id::from_u64(number.map_or(u64::MAX, |number| number.try_into().unwrap()))
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        Self::with_store(|store| {
            let index = usize::try_from(span.into_u64() - 1).unwrap();
            if let Some(entry) = store.spans.get_mut(index) {
                values.record(entry);
            }
        });
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut entry = Entry::new(event.metadata());
        event.record(&mut entry);
        Self::with_store(|store| store.events.push(entry));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl Entry {
    fn new(metadata: &'static Metadata<'static>) -> Self {
        Self { target: metadata.target(), name: metadata.name(), fields: Fields::new() }
    }
}

impl Visit for Entry {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name().to_owned(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.fields.insert(field.name().to_owned(), format!("{value:?}"));
    }
}
