//! Suggestions for misspelt names.

/// The candidate most similar to `word`, if any is similar enough.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (word.chars().count() / 3).clamp(1, 3);
    let word_folded = folded(word);
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .map(|candidate| (score(&word_folded, &folded(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// ``did you mean `x`?`` if there is a similar candidate, and otherwise `or_else`.
pub(crate) fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    or_else: &str,
) -> String {
    match nearest(word, candidates) {
        Some(near) => format!("did you mean `{near}`?"),
        None => or_else.to_owned(),
    }
}

/// Removes case and underscores, which do not count as differences.
fn folded(word: &str) -> Vec<char> {
    word.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}

/// The distance of two words, which is 1 if one is a prefix of the other.
fn score(a: &[char], b: &[char]) -> usize {
    let is_prefix = a.len().min(b.len()) >= 3 && (a.starts_with(b) || b.starts_with(a));
    if is_prefix && a != b { 1 } else { distance(a, b) }
}

/// The edit distance, with a transposition of neighbours as one edit.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn misspelt_word_has_the_intended_suggestion() {
        for (misspelt, meant) in [
            ("identifer", Some("identifier")),
            ("Identifier", Some("identifier")),
            ("schmee", Some("scheme")),
            ("min_txid", Some("minTxId")),
            ("lim", Some("limit")),
            ("GTE", Some("GET")),
            ("limit", None),
            ("offset", None),
            ("PATCH", None),
        ] {
            assert_eq!(nearest(misspelt, ["identifier", "scheme", "limit", "minTxId", "GET", "POST"]), meant);
        }
    }
}
