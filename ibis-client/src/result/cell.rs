//! A field's value in eight bytes.

use jiff::civil::Date;

use super::name_prefix::NamePrefix;

/// The position of a string: in the document, or among the unescaped strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    start: u32,
    /// The length. The highest bit marks an unescaped string.
    length: u32,
}

const UNESCAPED: u32 = 1 << 31;

impl Span {
    pub(super) fn in_document(start: usize, length: usize) -> Self {
        Self { start: narrow(start), length: narrow(length) }
    }

    /// `None` if the position does not fit into a cell.
    pub(super) fn unescaped(start: usize, length: usize) -> Option<Self> {
        let ends_within = start.checked_add(length)? <= LARGEST as usize;
        ends_within.then(|| Self { start: narrow(start), length: narrow(length) | UNESCAPED })
    }

    /// The span of the same string after the two texts have been appended to others, of these lengths.
    pub(super) fn moved(self, document: usize, unescaped: usize) -> Self {
        let behind = if self.length & UNESCAPED == 0 { document } else { unescaped };
        Self { start: narrow(self.start as usize + behind), length: self.length }
    }

    /// The first bytes of the string.
    pub(super) fn name_prefix(self, document: &str, unescaped: &str) -> NamePrefix {
        let source = if self.length & UNESCAPED == 0 { document } else { unescaped };
        NamePrefix::within(source, self.start as usize, self.len())
    }

    pub(super) fn len(self) -> usize {
        (self.length & !UNESCAPED) as usize
    }

    /// The string itself, given the two texts that it may be in.
    #[inline]
    pub(super) fn of<'a>(self, document: &'a str, unescaped: &'a str) -> &'a str {
        let source = if self.length & UNESCAPED == 0 { document } else { unescaped };
        let start = self.start as usize;
        source.get(start..start + self.len()).unwrap_or_default()
    }
}

/// Converts a position. No position is cut off, since larger documents are refused: see [`super::decode`].
pub(super) fn narrow(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// A range of consecutive elements in one of the graph's vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    start: u32,
    length: u32,
}

impl Range {
    pub(super) fn new(start: usize, length: usize) -> Self {
        Self { start: narrow(start), length: narrow(length) }
    }

    #[inline]
    pub(super) fn indices(self) -> std::ops::Range<usize> {
        let start = self.start as usize;
        start..start + self.length as usize
    }

    pub(super) fn len(self) -> usize {
        self.length as usize
    }

    /// The same range after its vector has been appended to another, of this length.
    pub(super) fn moved(self, behind: usize) -> Self {
        Self { start: narrow(self.start as usize + behind), length: self.length }
    }
}

/// The value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    Absent,
    Str(Span),
    Bool(bool),
    Integer(i64),
    Date(Date),
    /// One object.
    Node(u32),
    /// Several objects: a range of links.
    Nodes(Range),
    /// Several strings: a range of spans.
    Strings(Range),
}

/// A [`Slot`] or the header of an object, packed: a person takes about a hundred cells.
///
/// The lowest four bits are a tag. The others hold two numbers of thirty bits or one of sixty; the link to a node, which
/// has 32 bits, is in the upper half of the cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell(u64);

const _: () = assert!(size_of::<Cell>() == 8);

const TAG_BITS: u32 = 4;
const TAG: u64 = (1 << TAG_BITS) - 1;
const HALF_BITS: u32 = 30;
/// The largest number that fits into a half.
const LARGEST: u32 = (1 << HALF_BITS) - 1;
const HALF: u64 = LARGEST as u64;
/// The bits of a node that fit into a half beside the number of a model.
const MOVED_BITS: u32 = HALF_BITS - u8::BITS;

/// The number of the model of objects that have no place in the graph, which no other model has.
pub(super) const ABSENT_MODEL: u8 = u8::MAX;

mod tag {
    pub(super) const ABSENT: u64 = 0;
    pub(super) const STR: u64 = 1;
    pub(super) const UNESCAPED: u64 = 2;
    pub(super) const BOOL: u64 = 3;
    pub(super) const INTEGER: u64 = 4;
    pub(super) const DATE: u64 = 5;
    pub(super) const NODE: u64 = 6;
    pub(super) const NODES: u64 = 7;
    pub(super) const STRINGS: u64 = 8;
    pub(super) const HEADER: u64 = 9;
    pub(super) const MOVED: u64 = 10;
}

impl Cell {
    pub(super) const ABSENT: Self = Self(tag::ABSENT);

    /// The cell as a number, from which [`from_bits`](Self::from_bits) restores it.
    pub(super) const fn bits(self) -> u64 {
        self.0
    }

    pub(super) const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    #[inline]
    const fn halves(tag: u64, first: u64, second: u64) -> Self {
        Self(tag | ((second & HALF) << TAG_BITS) | (first << (TAG_BITS + HALF_BITS)))
    }

    #[inline]
    pub(super) const fn str(span: Span) -> Self {
        let tag = if span.length & UNESCAPED == 0 { tag::STR } else { tag::UNESCAPED };
        Self::halves(tag, span.start as u64, (span.length & !UNESCAPED) as u64)
    }

    /// A string that occurs literally in the document.
    #[inline]
    pub(super) const fn str_in_document(start: usize, length: usize) -> Self {
        Self::halves(tag::STR, start as u64, length as u64)
    }

    pub(super) const fn bool(value: bool) -> Self {
        Self::halves(tag::BOOL, value as u64, 0)
    }

    /// An integer. `None` if it does not fit into sixty bits.
    pub(super) const fn integer(integer: i64) -> Option<Self> {
        let cell = Self(integer.cast_unsigned() << TAG_BITS | tag::INTEGER);
        if cell.whole() == integer { Some(cell) } else { None }
    }

    pub(super) fn date(date: Date) -> Self {
        let days = [i64::from(date.year()), i64::from(date.month()), i64::from(date.day())];
        let packed = (days[0] << 16) | (days[1] << 8) | days[2];
        Self(packed.cast_unsigned() << TAG_BITS | tag::DATE)
    }

    /// A node, or an unresolved link: all of its 32 bits are significant.
    pub(super) const fn node(link: u32) -> Self {
        Self(((link as u64) << 32) | tag::NODE)
    }

    pub(super) const fn nodes(range: Range) -> Self {
        Self::halves(tag::NODES, range.start as u64, range.length as u64)
    }

    pub(super) const fn strings(range: Range) -> Self {
        Self::halves(tag::STRINGS, range.start as u64, range.length as u64)
    }

    /// The header of an object: the number of its model, and the number of fields that follow.
    pub(super) const fn header(model: u8, fields: u8) -> Self {
        Self::halves(tag::HEADER, fields as u64, model as u64)
    }

    /// The header of an object that has been merged into the node `to`. Its model is [`ABSENT_MODEL`].
    pub(super) const fn moved(fields: u8, to: u32) -> Self {
        let (upper, lower) = ((to >> MOVED_BITS) as u64, (to as u64) << u8::BITS);
        Self::halves(tag::MOVED, fields as u64 | upper << u8::BITS, lower | ABSENT_MODEL as u64)
    }

    /// The node that the object was merged into, if the cell is the header of such an object.
    pub(super) const fn moved_to(self) -> Option<u32> {
        if self.0 & TAG == tag::MOVED {
            Some(self.first() >> u8::BITS << MOVED_BITS | self.second() >> u8::BITS)
        } else {
            None
        }
    }

    /// The number of the model, if the cell is the header of an object.
    #[expect(clippy::cast_possible_truncation, reason = "`header` takes it as a byte")]
    pub(super) const fn model(self) -> u8 {
        self.second() as u8
    }

    /// The number of fields that follow, if the cell is the header of an object.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "`header` takes it as a byte")]
    pub(super) const fn fields(self) -> u8 {
        self.first() as u8
    }

    #[inline]
    const fn first(self) -> u32 {
        (self.0 >> (TAG_BITS + HALF_BITS)) as u32
    }

    #[inline]
    const fn second(self) -> u32 {
        ((self.0 >> TAG_BITS) & HALF) as u32
    }

    const fn upper(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// The node or unresolved link, if the cell holds one.
    #[inline]
    pub(super) const fn link(self) -> Option<u32> {
        if self.0 & TAG == tag::NODE { Some(self.upper()) } else { None }
    }

    #[inline]
    const fn whole(self) -> i64 {
        self.0.cast_signed() >> TAG_BITS
    }

    /// Unpacks the cell. The header of an object is not a field, so it gives [`Slot::Absent`].
    #[inline]
    pub(super) fn slot(self) -> Slot {
        let range = Range { start: self.first(), length: self.second() };
        match self.0 & TAG {
            tag::STR => Slot::Str(Span { start: self.first(), length: self.second() }),
            tag::UNESCAPED => Slot::Str(Span { start: self.first(), length: self.second() | UNESCAPED }),
            tag::BOOL => Slot::Bool(self.first() != 0),
            tag::INTEGER => Slot::Integer(self.whole()),
            tag::DATE => Slot::Date(unpack_date(self.whole())),
            tag::NODE => Slot::Node(self.upper()),
            tag::NODES => Slot::Nodes(range),
            tag::STRINGS => Slot::Strings(range),
            _ => Slot::Absent,
        }
    }
}

fn unpack_date(packed: i64) -> Date {
    let part = |shift: u32| i8::try_from((packed >> shift) & 0x7f).unwrap_or(1);
    // Only valid dates are packed; the fallbacks avoid a panic all the same.
    Date::new(i16::try_from(packed >> 16).unwrap_or(0), part(8), part(0)).unwrap_or(Date::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_round_trip() {
        let last = LARGEST as usize;
        let (text, range) = (Span::in_document(last, last), Range::new(last, last));
        assert_eq!(Cell::str(text).slot(), Slot::Str(text));
        let text = Span::unescaped(last, 0).unwrap();
        assert_eq!(Cell::str(text).slot(), Slot::Str(text));
        assert_eq!(Span::unescaped(last, 1), None);
        assert_eq!(Cell::bool(true).slot(), Slot::Bool(true));
        assert_eq!(Cell::bool(false).slot(), Slot::Bool(false));
        assert_eq!(Cell::node(u32::MAX).slot(), Slot::Node(u32::MAX));
        assert_eq!(Cell::nodes(range).slot(), Slot::Nodes(range));
        assert_eq!(Cell::strings(range).slot(), Slot::Strings(range));
        for date in [Date::constant(2026, 1, 5), Date::MIN, Date::MAX] {
            assert_eq!(Cell::date(date).slot(), Slot::Date(date));
        }
    }

    #[test]
    fn only_integers_of_up_to_sixty_bits_are_packed() {
        const LARGEST: i64 = (1 << 59) - 1;
        for integer in [0, -1, LARGEST, -LARGEST - 1] {
            assert_eq!(Cell::integer(integer).map(Cell::slot), Some(Slot::Integer(integer)));
        }
        for integer in [LARGEST + 1, -LARGEST - 2, i64::MAX, i64::MIN] {
            assert_eq!(Cell::integer(integer), None);
        }
    }

    #[test]
    fn header_holds_the_model_and_the_number_of_fields() {
        let header = Cell::header(7, 255);
        assert_eq!((header.model(), header.fields(), header.slot()), (7, 255, Slot::Absent));
        assert_eq!(header.moved_to(), None);
        for to in [0, LARGEST, (1 << 31) - 1] {
            let moved = Cell::moved(255, to);
            assert_eq!((moved.moved_to(), moved.fields(), moved.slot()), (Some(to), 255, Slot::Absent));
            assert_eq!(moved.model(), ABSENT_MODEL);
        }
    }
}
