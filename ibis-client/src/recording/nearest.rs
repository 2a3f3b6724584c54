//! The most similar of several texts.

/// How many bytes of a text are compared: the time grows with the square of the length.
const LENGTH: usize = 500;

/// The candidate that differs by the fewest edits, and among equals the first in alphabetical order.
pub(super) fn nearest<'a>(wanted: &str, candidates: &'a [String]) -> Option<&'a String> {
    candidates.iter().min_by_key(|candidate| (distance(wanted, candidate), *candidate))
}

fn distance(a: &str, b: &str) -> usize {
    let start = |text: &str| text.len().min(LENGTH);
    crate::fetch::distance(&a.as_bytes()[..start(a)], &b.as_bytes()[..start(b)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_edits() {
        for (a, b, edits) in [("", "", 0), ("abc", "", 3), ("kitten", "sitting", 3), ("abc", "abd", 1)] {
            assert_eq!((distance(a, b), distance(b, a)), (edits, edits), "{a} {b}");
        }
    }

    #[test]
    fn nearest_is_none_only_without_candidates() {
        assert_eq!(nearest("abc1", &[]), None);
        let candidates = ["zzz9".to_owned(), "abc2".to_owned()];
        assert_eq!(nearest("abc1", &candidates).map(String::as_str), Some("abc2"));
    }
}
