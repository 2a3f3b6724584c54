//! Parsing of dates, numbers, booleans and bytes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

/// Parses a date: `2026-01-05`, alone or as the start of a timestamp.
pub(in crate::result) fn date(text: &str) -> Option<Date> {
    let (date, rest) = text.as_bytes().split_first_chunk::<10>()?;
    if !matches!(rest.first(), None | Some(b'T' | b't' | b' ' | b'Z' | b'z' | b'+' | b'-')) {
        return None;
    }
    // A response may have 100,000 dates: the digits are parsed here, which is faster, and validated by jiff.
    if (date[4], date[7]) != (b'-', b'-') {
        return None;
    }
    let (year, month, day) = (digits(&date[..4])?, digits(&date[5..7])?, digits(&date[8..])?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn digits(digits: &[u8]) -> Option<i16> {
    digits
        .iter()
        .try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + i16::from(digit - b'0')))
}

/// Parses a boolean, which may also be written as a number.
pub(super) fn bool(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

/// Converts a number whose fraction is zero: `7.0`.
pub(super) fn whole(number: f64) -> Option<i64> {
    /// Above 2^53, a float does not identify an integer.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "whole and in range by the condition")]
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

/// Converts a timestamp to a date. The service writes a date as the milliseconds from 1970 to its midnight in Cambridge,
/// which is midnight in UTC, or in summer an hour earlier.
pub(super) fn day(milliseconds: i64) -> Option<Date> {
    const HOUR: i64 = 3_600_000;
    let timestamp = Timestamp::from_millisecond(milliseconds.checked_add(HOUR)?).ok()?;
    Some(Offset::UTC.to_datetime(timestamp).date())
}

/// Decodes base64. Line breaks are ignored.
pub(in crate::result) fn bytes(text: &str) -> Option<Vec<u8>> {
    if text.bytes().any(|byte| byte.is_ascii_whitespace()) {
        let packed: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        STANDARD.decode(packed).ok()
    } else {
        STANDARD.decode(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_is_parsed_from_a_timestamp() {
        let expected = Some(jiff::civil::date(2026, 1, 5));
        for text in ["2026-01-05", "2026-01-05T10:00:00Z", "2026-01-05 10:00", "2026-01-05+01:00"] {
            assert_eq!(date(text), expected, "{text}");
        }
    }

    #[test]
    fn other_strings_are_not_dates() {
        for text in ["", "2026-1-5", "2026-02-30", "2026-01-056", "05 Jan 2026", "2026-01-0é"] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn number_is_a_midnight_in_cambridge() {
        // 5 January and 5 July 2026: Cambridge is on UTC in winter, and an hour ahead of it in summer.
        assert_eq!(day(1_767_571_200_000), Some(jiff::civil::date(2026, 1, 5)));
        assert_eq!(day(1_783_206_000_000), Some(jiff::civil::date(2026, 7, 5)));
        assert_eq!(day(i64::MAX), None);
    }

    #[test]
    fn base64_may_contain_line_breaks() {
        assert_eq!(bytes("aGVs\r\nbG8="), Some(b"hello".to_vec()));
        assert_eq!(bytes("aGVsbG8"), None);
    }
}
