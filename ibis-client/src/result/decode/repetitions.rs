//! Finding items that repeat earlier ones.

/// Pairs the position of each item that repeats an earlier one with that of the first one that is the same. Items without
/// a hash are left out; others that are the same have equal hashes.
///
/// The hashes are sorted, and the items are compared in their own order: with a table, or in the order of the hashes, each
/// item of a long list would miss the cache.
pub(super) fn repetitions(
    items: &[u32],
    hash: impl Fn(u32) -> Option<u64>,
    is_same: impl Fn(u32, u32) -> bool,
) -> Vec<(u32, u32)> {
    let item = |position: u32| items[position as usize];
    let hashed = |position: u32| Some(hash(item(position))? << 32 | u64::from(position));
    let mut hashes: Vec<u64> = (0..).take(items.len()).filter_map(hashed).collect();
    let mut pairs = Vec::new();
    while !hashes.is_empty() {
        hashes.sort_unstable();
        let mut firsts: Vec<u32> = (0..).take(items.len()).collect();
        for alike in hashes.chunk_by(|one, other| one >> 32 == other >> 32) {
            let (first, rest) = (lower_half(alike[0]), &alike[1..]);
            for hash in rest {
                firsts[lower_half(*hash) as usize] = first;
            }
        }
        // Different items may have the same hash: half of it is used, which a few of a million share.
        hashes.clear();
        for (position, first) in (0..).zip(firsts).filter(|(position, first)| position != first) {
            if is_same(item(first), item(position)) {
                pairs.push((first, position));
            } else {
                hashes.extend(hashed(position));
            }
        }
    }
    pairs
}

#[expect(clippy::cast_possible_truncation, reason = "the upper half is dropped")]
fn lower_half(number: u64) -> u32 {
    number as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_paired_with_the_first_equal_one() {
        let texts = ["a", "b", "a", "c", "a", "b", "none"];
        let text = |item: u32| texts[item as usize];
        let found = |hash: fn(&str) -> u64| {
            let hash = |item| (text(item) != "none").then(|| hash(text(item)));
            let mut pairs = repetitions(&[6, 5, 4, 3, 2, 1, 0], hash, |one, other| text(one) == text(other));
            pairs.sort_unstable();
            pairs
        };
        let pairs = [(1, 5), (2, 4), (2, 6)];
        assert_eq!(found(|text| u64::from(text.as_bytes()[0])), pairs);
        // Others may have the same hash, or its lower half.
        assert_eq!(found(|_| 7), pairs);
        assert_eq!(found(|text| u64::from(text.as_bytes()[0]) << 32 | 7), pairs);
    }
}
