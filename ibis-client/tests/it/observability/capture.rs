//! A subscriber that keeps all that it is told, of every crate and level.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Metadata, Subscriber};

pub(crate) type Fields = BTreeMap<String, String>;

/// Keeps spans and events of this thread while it lives.
pub(crate) struct Capture {
    kept: Arc<Mutex<Kept>>,
    _guard: DefaultGuard,
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
        let kept: Arc<Mutex<Kept>> = Arc::default();
        let guard = tracing::subscriber::set_default(Keeper(Arc::clone(&kept)));
        // What others have let pass may be of interest now.
        tracing::callsite::rebuild_interest_cache();
        Self { kept, _guard: guard }
    }

    /// The spans of this name.
    pub(crate) fn spans(&self, name: &str) -> Vec<Fields> {
        let kept = self.kept.lock().unwrap();
        kept.spans.iter().filter(|span| span.name == name).map(|span| span.fields.clone()).collect()
    }

    /// The one span of this name.
    pub(crate) fn span(&self, name: &str) -> Fields {
        let [span] = <[Fields; 1]>::try_from(self.spans(name)).expect("exactly one span");
        span
    }

    /// The client's events whose message has this in it.
    pub(crate) fn events(&self, message: &str) -> Vec<Fields> {
        let kept = self.kept.lock().unwrap();
        let has_it = |event: &&Told| {
            event.target.starts_with("ibis_client")
                && event.fields.get("message").is_some_and(|text| text.contains(message))
        };
        kept.events.iter().filter(has_it).map(|event| event.fields.clone()).collect()
    }

    /// Everything that was told by a crate; by all of them, where the name is empty.
    pub(crate) fn text_of(&self, target: &str) -> String {
        let kept = self.kept.lock().unwrap();
        let mut text = String::new();
        for told in kept.spans.iter().chain(&kept.events).filter(|told| told.target.starts_with(target)) {
            writeln!(text, "{} {} {:?}", told.target, told.name, told.fields).unwrap();
        }
        text
    }
}

struct Keeper(Arc<Mutex<Kept>>);

impl Subscriber for Keeper {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut told = Told::new(attributes.metadata());
        attributes.record(&mut told);
        let mut kept = self.0.lock().unwrap();
        kept.spans.push(told);
        Id::from_u64(kept.spans.len().try_into().unwrap())
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let index = usize::try_from(span.into_u64()).unwrap() - 1;
        values.record(&mut self.0.lock().unwrap().spans[index]);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut told = Told::new(event.metadata());
        event.record(&mut told);
        self.0.lock().unwrap().events.push(told);
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
