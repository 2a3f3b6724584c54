//! The objects of a graph.
//!
//! Strings are not copied out of the document. An object is a header and one cell per field, in the order of its model,
//! so a field is found without a search; the cell of a string points into the text. The number of a node is the position
//! of its header on the tape.

use super::cell::{ABSENT_MODEL, Cell, Slot, narrow};
use super::model::{FieldId, Model};

/// The number of a node without fields, for a view whose object is missing.
pub(super) const ABSENT_NODE: u32 = u32::MAX;

/// The model of an object that has no place in the graph: an unexpected one, or one that was merged into another.
pub(super) static ABSENT: Model = Model::value("Absent", &[]);

/// Releases unused capacity if more than half is unused. Less than that is kept: an allocator that is asked for the same
/// amount again and again reuses its pages, which is faster than fresh ones.
pub(super) fn shrink<T>(rows: &mut Vec<T>) {
    if rows.len() < rows.capacity() / 2 {
        rows.shrink_to_fit();
    }
}

/// The objects of a graph.
#[derive(Default)]
pub(super) struct Tape {
    cells: Vec<Cell>,
    /// The models that occur in this document, by number.
    models: Vec<&'static Model>,
}

impl Tape {
    pub(super) fn with_capacity(cells: usize) -> Self {
        Self { cells: Vec::with_capacity(cells), models: Vec::with_capacity(16) }
    }

    /// Releases unused capacity: see [`shrink`].
    pub(super) fn shrink(&mut self) {
        shrink(&mut self.cells);
    }

    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// Adds an object with its first fields; the others are absent.
    #[inline]
    pub(super) fn add(&mut self, model: &'static Model, fields: &[Cell]) -> u32 {
        let node = narrow(self.cells.len());
        let number = self.number(model);
        // A generated table has some twenty rows at most.
        self.cells.push(Cell::header(number, u8::try_from(fields.len()).unwrap_or(u8::MAX)));
        self.cells.extend_from_slice(fields);
        node
    }

    /// Whether an object with this many fields fits into the capacity.
    #[inline]
    pub(super) fn has_room(&self, fields: usize) -> bool {
        self.cells.capacity() - self.cells.len() > fields
    }

    /// Reserves capacity for this many cells in total, and always for some more than there are.
    #[cold]
    pub(super) fn reserve(&mut self, cells: usize) {
        const LEAST: usize = 32;
        let more = cells.saturating_sub(self.cells.len()).max(self.cells.len() / 8 + LEAST);
        self.cells.reserve_exact(more);
    }

    pub(super) fn bytes(&self) -> usize {
        size_of::<Cell>() * self.cells.capacity()
    }

    /// Adds an object with these fields, and with room for all others.
    pub(super) fn push(
        &mut self,
        model: &'static Model,
        fields: impl IntoIterator<Item = (FieldId, Cell)>,
    ) -> u32 {
        let node = self.add(model, &vec![Cell::ABSENT; model.stored]);
        fields.into_iter().for_each(|(field, cell)| self.set(node, field, cell));
        node
    }

    /// Adds an object without fields, with room for those of all of these.
    pub(super) fn blank(&mut self, model: &'static Model, others: impl Iterator<Item = u32>) -> u32 {
        let fields = others.map(|node| self.header(node).fields()).max().unwrap_or(0);
        self.add(model, &vec![Cell::ABSENT; usize::from(fields)])
    }

    /// The value of a field, packed.
    #[inline]
    pub(super) fn cell(&self, node: u32, field: FieldId) -> Cell {
        if field.0 >= self.header(node).fields() {
            return Cell::ABSENT;
        }
        self.cells.get(node as usize + 1 + usize::from(field.0)).copied().unwrap_or(Cell::ABSENT)
    }

    /// How many fields of an object are on the tape: any further ones are absent.
    pub(super) fn fields(&self, node: u32) -> u8 {
        self.header(node).fields()
    }

    /// Sets a field of an object that has room for it.
    pub(super) fn set(&mut self, node: u32, field: FieldId, cell: Cell) {
        if let Some(place) = self.cells.get_mut(node as usize + 1 + usize::from(field.0)) {
            *place = cell;
        }
    }

    /// Records that an object has been merged into another one. Its fields stay readable, but its model is [`ABSENT`].
    pub(super) fn set_moved(&mut self, node: u32, to: u32) {
        if let Some(header) = self.cells.get_mut(node as usize) {
            *header = Cell::moved(header.fields(), to);
        }
    }

    /// The node that an object has been merged into, if it has been.
    pub(super) fn moved_to(&self, node: u32) -> Option<u32> {
        self.header(node).moved_to()
    }

    /// The number of a model, assigned when it first occurs. The search is short: frequent models occur early.
    #[inline]
    fn number(&mut self, model: &'static Model) -> u8 {
        let known = self.models.iter().position(|known| std::ptr::eq(*known, model));
        let number = known.unwrap_or_else(|| {
            self.models.push(model);
            self.models.len() - 1
        });
        u8::try_from(number).unwrap_or(ABSENT_MODEL)
    }

    fn header(&self, node: u32) -> Cell {
        self.cells.get(node as usize).copied().unwrap_or(Cell::header(ABSENT_MODEL, 0))
    }

    pub(super) fn model(&self, node: u32) -> &'static Model {
        self.models.get(usize::from(self.header(node).model())).copied().unwrap_or(&ABSENT)
    }

    #[inline]
    pub(super) fn slot(&self, node: u32, field: FieldId) -> Slot {
        self.cell(node, field).slot()
    }

    /// The fields that are not absent.
    pub(super) fn slots(&self, node: u32) -> impl Iterator<Item = (FieldId, Slot)> {
        let first = node as usize + 1;
        let cells =
            self.cells.get(first..first + usize::from(self.header(node).fields())).unwrap_or_default();
        let slots = (0..=u8::MAX).map(FieldId).zip(cells.iter().map(|cell| cell.slot()));
        slots.filter(|(_, slot)| *slot != Slot::Absent)
    }

    /// All objects, in order.
    pub(super) fn nodes(&self) -> impl Iterator<Item = u32> {
        let mut next = 0;
        std::iter::from_fn(move || {
            let node = next;
            next += 1 + usize::from(self.cells.get(node)?.fields());
            Some(narrow(node))
        })
    }

    /// Appends the objects of another tape, with each cell converted by `moved`.
    pub(super) fn append(&mut self, other: &Self, moved: impl Fn(Cell) -> Cell) {
        for node in other.nodes() {
            let (number, fields) = (self.number(other.model(node)), other.header(node).fields());
            self.cells.push(Cell::header(number, fields));
            let first = node as usize + 1;
            let fields = &other.cells[first..first + usize::from(fields)];
            self.cells.extend(fields.iter().map(|cell| moved(*cell)));
        }
    }
}
