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
    static CURRENT: RefCell<Option<Arc<Mutex<Kept>>>> = const { RefCell::new(None) };
}

/// Captures the spans and events of this thread until it is dropped.
pub(crate) struct Capture {
    kept: Arc<Mutex<Kept>>,
    /// Not `Send`: a capture must end on the thread that it began on.
    thread: PhantomData<*const ()>,
}

#[derive(Default)]
struct Kept {
    spans: Vec<Told>,
    events: Vec<Told>,
}

struct Told {
    target: &'static str,
    name: &'static str,
    fields: Fields,
}

impl Capture {
    pub(crate) fn start() -> Self {
        static INSTALLED: Once = Once::new();
        INSTALLED.call_once(|| tracing::subscriber::set_global_default(Keeper).unwrap());
        let kept: Arc<Mutex<Kept>> = Arc::default();
        let before = CURRENT.replace(Some(Arc::clone(&kept)));
        assert!(before.is_none(), "a thread has one capture at a time");
        Self { kept, thread: PhantomData }
    }

    /// The spans with this name.
    pub(crate) fn spans(&self, name: &str) -> Vec<Fields> {
        let kept = self.kept.lock().unwrap();
        kept.spans.iter().filter(|span| span.name == name).map(|span| span.fields.clone()).collect()
    }

    /// The only span with this name.
    pub(crate) fn span(&self, name: &str) -> Fields {
        let [span] = <[Fields; 1]>::try_from(self.spans(name)).expect("exactly one span");
        span
    }

    /// The client's events whose message contains this.
    pub(crate) fn events(&self, message: &str) -> Vec<Fields> {
        let kept = self.kept.lock().unwrap();
        let has_it = |event: &&Told| {
            event.target.starts_with("ibis_client")
                && event.fields.get("message").is_some_and(|text| text.contains(message))
        };
        kept.events.iter().filter(has_it).map(|event| event.fields.clone()).collect()
    }

    /// Everything that a crate emitted, or all crates if the name is empty.
    pub(crate) fn text_of(&self, target: &str) -> String {
        let kept = self.kept.lock().unwrap();
        let mut text = String::new();
        for told in kept.spans.iter().chain(&kept.events).filter(|told| told.target.starts_with(target)) {
            writeln!(text, "{} {} {:?}", told.target, told.name, told.fields).unwrap();
        }
        text
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        CURRENT.set(None);
    }
}

struct Keeper;

impl Keeper {
    /// Calls a function with the store of this thread, if it has one.
    fn with_kept<T>(keep: impl FnOnce(&mut Kept) -> T) -> Option<T> {
        let kept = CURRENT.with_borrow(Option::clone)?;
        let mut kept = kept.lock().unwrap();
        Some(keep(&mut kept))
    }
}

impl Subscriber for Keeper {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut told = Told::new(attributes.metadata());
        attributes.record(&mut told);
        let number = Self::with_kept(|kept| {
            kept.spans.push(told);
            kept.spans.len()
        });
        // A span that is not captured gets a number of its own.
        Id::from_u64(number.map_or(u64::MAX, |number| number.try_into().unwrap()))
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        Self::with_kept(|kept| {
            let index = usize::try_from(span.into_u64() - 1).unwrap();
            if let Some(told) = kept.spans.get_mut(index) {
                values.record(told);
            }
        });
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut told = Told::new(event.metadata());
        event.record(&mut told);
        Self::with_kept(|kept| kept.events.push(told));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

impl Told {
    fn new(metadata: &'static Metadata<'static>) -> Self {
        Self { target: metadata.target(), name: metadata.name(), fields: Fields::new() }
    }
}

impl Visit for Told {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name().to_owned(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.fields.insert(field.name().to_owned(), format!("{value:?}"));
    }
}
