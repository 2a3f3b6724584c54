//! How handles and views read the graph.

use std::fmt;
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::sync::Arc;

use jiff::civil::Date;

use super::cell::{Slot, Span};
use super::coverage::Schemes;
use super::decode::bytes_from_base64;
use super::graph::Graph;
use super::handle::{Entity, Part};
use super::model::{FieldId, Model};
use super::not_fetched::NotFetched;
use super::tape::ABSENT_NODE;

/// An object of a graph.
#[derive(Clone, Copy)]
pub struct Node<'g> {
    pub(crate) graph: &'g Arc<Graph>,
    pub(crate) index: u32,
}

/// Accessors for handles and views, one for each shape of field.
impl<'g> Node<'g> {
    #[inline]
    pub(crate) fn bool(self, field: FieldId) -> Option<bool> {
        if let Slot::Bool(value) = self.slot(field) { Some(value) } else { None }
    }

    #[inline]
    pub(crate) fn integer(self, field: FieldId) -> Option<i64> {
        match self.slot(field) {
            Slot::Integer(integer) => Some(integer),
            // An integer that does not fit into a cell is kept as digits.
            Slot::Str(digits) => self.graph.str(digits).parse().ok(),
            _ => None,
        }
    }

    #[inline]
    pub(crate) fn str(self, field: FieldId) -> Option<&'g str> {
        if let Slot::Str(span) = self.slot(field) { Some(self.graph.str(span)) } else { None }
    }

    #[inline]
    pub(crate) fn date(self, field: FieldId) -> Option<Date> {
        if let Slot::Date(date) = self.slot(field) { Some(date) } else { None }
    }

    pub(crate) fn bytes(self, field: FieldId) -> Option<Vec<u8>> {
        // The decoder has checked the value: the graph holds only valid base64.
        self.str(field).and_then(bytes_from_base64)
    }

    /// A list of strings that is never absent.
    #[inline]
    pub(crate) fn strings(self, field: FieldId) -> Strings<'g> {
        let range = if let Slot::Strings(range) = self.slot(field) { range.indices() } else { 0..0 };
        Strings::new(self.graph, &self.graph.spans[range])
    }

    #[inline]
    pub(crate) fn value<V: Part<'g>>(self, field: FieldId) -> Option<V> {
        let Slot::Node(index) = self.slot(field) else { return None };
        Some(V::from_node(Node { graph: self.graph, index }))
    }

    /// A value that the service always sends. If it is missing all the same, its fields are absent.
    #[inline]
    pub(crate) fn required_value<V: Part<'g>>(self, field: FieldId) -> V {
        let absent = Node { graph: self.graph, index: ABSENT_NODE };
        self.value(field).unwrap_or_else(|| V::from_node(absent))
    }

    #[inline]
    pub(crate) fn values<V: Part<'g>>(self, field: FieldId) -> Result<Values<'g, V>, NotFetched> {
        let Slot::Nodes(range) = self.slot(field) else { return Err(self.not_fetched(field)) };
        Ok(Values::new(self.graph, self.graph.links(range)))
    }

    /// A list of values that is never absent.
    #[inline]
    pub(crate) fn present_values<V: Part<'g>>(self, field: FieldId) -> Values<'g, V> {
        Values::new(self.graph, self.graph.targets(self.index, field))
    }

    /// The first entity of a field, such as the person of a result.
    #[inline]
    pub(crate) fn top<E: Entity>(self, field: FieldId) -> Option<E> {
        self.present_entities(field).next()
    }

    /// A reference to at most one entity.
    #[inline]
    pub(crate) fn entity<E: Entity>(self, field: FieldId) -> Result<Option<E>, NotFetched> {
        match self.top(field) {
            Some(entity) => Ok(Some(entity)),
            None if self.graph.coverage().is_some_and(|coverage| coverage.single(self.index, field)) => {
                Ok(None)
            }
            None => Err(self.not_fetched(field)),
        }
    }

    #[inline]
    pub(crate) fn entities<E: Entity>(self, field: FieldId) -> Result<Entities<'g, E>, NotFetched> {
        let Slot::Nodes(range) = self.slot(field) else { return Err(self.not_fetched(field)) };
        Ok(Entities::new(self.graph, self.graph.links(range)))
    }

    /// A list of references that is never absent.
    #[inline]
    pub(crate) fn present_entities<E: Entity>(self, field: FieldId) -> Entities<'g, E> {
        Entities::new(self.graph, self.graph.targets(self.index, field))
    }

    /// Returns an error if the attributes of a scheme are known not to have been fetched.
    pub(crate) fn knows_scheme(self, scheme: &str) -> Result<(), NotFetched> {
        let schemes = Schemes { coverage: self.graph.coverage(), node: self.index };
        schemes.contain(scheme).then_some(()).ok_or_else(|| {
            let (model, fetch) = (self.model().name, scheme.to_owned().into());
            NotFetched { model, field: "attributes", fetch }
        })
    }

    #[inline]
    pub(super) fn slot(self, field: FieldId) -> Slot {
        self.graph.tape.slot(self.index, field)
    }

    /// Whether the object has a readable value in the field with this JSON name.
    pub(crate) fn has(self, name: &str) -> bool {
        self.model()
            .find(|field| field.name == name)
            .is_some_and(|(field, _)| self.slot(field) != Slot::Absent)
    }

    /// The node itself, asserted to be an object of the model, as handles and views assume.
    #[inline]
    pub(crate) fn of(self, model: &'static Model) -> Self {
        debug_assert!(
            std::ptr::eq(self.model(), model) || self.index == ABSENT_NODE,
            "a node of another model"
        );
        self
    }

    fn model(self) -> &'static Model {
        self.graph.tape.model(self.index)
    }

    fn not_fetched(self, field: FieldId) -> NotFetched {
        let model = self.model();
        let field = model.field(field);
        let fetch = field.fetch.unwrap_or(field.name).into();
        NotFetched { model: model.name, field: field.name, fetch }
    }
}

/// Shows scalars in full, but only the number of references: they may lead back here.
impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let model = self.model();
        let mut fields = f.debug_struct(model.name);
        for (field, slot) in self.graph.tape.slots(self.index) {
            let name = model.field(field).name;
            match slot {
                Slot::Absent => continue,
                // The value of the result may be a token.
                Slot::Str(_) if self.index == self.graph.root && name == "value" => {
                    fields.field(name, &format_args!("…"))
                }
                Slot::Str(span) => fields.field(name, &self.graph.str(span)),
                Slot::Bool(value) => fields.field(name, &value),
                Slot::Integer(integer) => fields.field(name, &integer),
                Slot::Date(date) => fields.field(name, &format_args!("{date}")),
                Slot::Node(index) => fields.field(name, &Node { graph: self.graph, index }),
                Slot::Nodes(range) | Slot::Strings(range) => {
                    fields.field(name, &format_args!("[{}]", range.len()))
                }
            };
        }
        fields.finish()
    }
}

/// Defines an iterator over the elements of a list in a graph.
macro_rules! iterator {
    (
        $(#[$meta:meta])*
        $name:ident<'g $(, $handle:ident: $bound:path)?>, $element:ty => $item:ty,
        |$graph:ident, $next:ident| $make:expr
    ) => {
        $(#[$meta])*
        ///
        /// It is double-ended and has an exact size.
        #[derive(Clone)]
        pub struct $name<'g $(, $handle)?> {
            graph: &'g Arc<Graph>,
            elements: std::slice::Iter<'g, $element>,
            item: PhantomData<fn() -> $item>,
        }

        impl<'g $(, $handle)?> $name<'g $(, $handle)?> {
            fn new(graph: &'g Arc<Graph>, elements: &'g [$element]) -> Self {
                Self { graph, elements: elements.iter(), item: PhantomData }
            }
        }

        impl<'g $(, $handle: $bound)?> Iterator for $name<'g $(, $handle)?> {
            type Item = $item;

            #[inline]
            fn next(&mut self) -> Option<Self::Item> {
                let $graph = self.graph;
                self.elements.next().map(|$next| $make)
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                self.elements.size_hint()
            }
        }

        impl<'g $(, $handle: $bound)?> DoubleEndedIterator for $name<'g $(, $handle)?> {
            fn next_back(&mut self) -> Option<Self::Item> {
                let $graph = self.graph;
                self.elements.next_back().map(|$next| $make)
            }
        }

        impl<'g $(, $handle: $bound)?> ExactSizeIterator for $name<'g $(, $handle)?> {}

        impl<'g $(, $handle: $bound)?> FusedIterator for $name<'g $(, $handle)?> {}

        impl<'g $(, $handle: $bound)?> fmt::Debug for $name<'g $(, $handle)?>
        where
            $item: fmt::Debug,
        {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_list().entries(self.clone()).finish()
            }
        }
    };
}

iterator! {
    /// An iterator over the entities of a list, as handles: see [`Entity`].
    Entities<'g, E: Entity>, u32 => E, |graph, index| E::from_node(Node { graph, index: *index })
}

iterator! {
    /// An iterator over the parts of an object, such as a person's attributes.
    Values<'g, V: Part<'g>>, u32 => V, |graph, index| V::from_node(Node { graph, index: *index })
}

iterator! {
    /// An iterator over the strings of a list.
    Strings<'g>, Span => &'g str, |graph, span| graph.str(*span)
}
