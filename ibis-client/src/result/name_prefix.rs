//! The start of a string, packed into a number.

/// The number of bytes in a [`NamePrefix`].
const LENGTH: usize = 16;

/// For each length of a string, the bits of its prefix that belong to the string.
static MASKS: [u128; LENGTH + 1] = {
    let mut masks = [u128::MAX; LENGTH + 1];
    let mut length = 0;
    while length < LENGTH {
        masks[length] = (1 << (8 * length)) - 1;
        length += 1;
    }
    masks
};

/// The first sixteen bytes of a string: one comparison tells most keys and ids apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NamePrefix(u128);

impl NamePrefix {
    /// Reads byte by byte: for strings known at build time, and for those too close to the end for
    /// [`within`](Self::within).
    #[cold]
    pub(super) const fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let (mut prefix, mut position) = (0, 0);
        while position < bytes.len() && position < LENGTH {
            prefix |= (bytes[position] as u128) << (8 * position);
            position += 1;
        }
        Self(prefix)
    }

    /// The prefix of a string within a document. Faster than [`of`](Self::of), since it reads sixteen bytes at once,
    /// beyond the end of the string if need be.
    #[inline]
    pub(super) fn within(document: &str, start: usize, length: usize) -> Self {
        let rest = document.as_bytes().get(start..).unwrap_or_default();
        match rest.first_chunk::<LENGTH>() {
            Some(bytes) => Self(u128::from_le_bytes(*bytes) & MASKS[length.min(LENGTH)]),
            None => Self::of(document.get(start..start + length).unwrap_or_default()),
        }
    }

    pub(super) const fn equals(self, other: Self) -> bool {
        self.0 == other.0
    }

    /// The number in two halves.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "each half keeps its own bits")]
    pub(super) const fn halves(self) -> [u64; 2] {
        [self.0 as u64, (self.0 >> 64) as u64]
    }

    /// Whether the prefix of a string of this length is the whole string.
    #[inline]
    pub(super) const fn is_all_of(length: usize) -> bool {
        length <= LENGTH
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefix_does_not_depend_on_how_it_is_read() {
        let document = "The quick brown fox jumps over the lazy dog";
        for start in 0..document.len() {
            for end in start..document.len() {
                let text = &document[start..end];
                assert_eq!(NamePrefix::of(text), NamePrefix::within(document, start, text.len()), "{text}");
            }
        }
    }

    #[test]
    fn prefix_distinguishes_strings_that_fit_into_it() {
        assert_ne!(NamePrefix::of("inst"), NamePrefix::of("inst1"));
        assert_ne!(NamePrefix::of("abcdefghijklmnop"), NamePrefix::of("abcdefghijklmnoq"));
        assert_eq!(NamePrefix::of("abcdefghijklmnopq"), NamePrefix::of("abcdefghijklmnopr"));
        assert!(NamePrefix::is_all_of(16) && !NamePrefix::is_all_of(17));
    }
}
