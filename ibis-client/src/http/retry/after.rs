//! The `Retry-After` header.

use std::time::{Duration, SystemTime};

use jiff::civil::DateTime;
use jiff::tz::Offset;

/// The date formats of HTTP: the current one, and two obsolete ones that recipients must accept.
const FORMATS: [&str; 3] = ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

/// Returns the delay that the header asks for, in seconds or as a date.
///
/// The delay of a date in the past is zero. An invalid header is ignored.
pub(in crate::http) fn parse(header: &str, now: SystemTime) -> Option<Duration> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that does not fit is longer than any limit.
        return Some(Duration::from_secs(header.parse().unwrap_or(u64::MAX)));
    }
    let date = FORMATS.iter().find_map(|format| DateTime::strptime(format, header).ok())?;
    let seconds = u64::try_from(Offset::UTC.to_timestamp(date).ok()?.as_second()).ok()?;
    let date = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sun, 06 Nov 1994 08:49:07 GMT: half a minute before the date of HTTP's own examples.
    fn now() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_747)
    }

    #[test]
    fn seconds_are_parsed() {
        assert_eq!(parse("120", now()), Some(Duration::from_secs(120)));
        assert_eq!(parse(" 0 ", now()), Some(Duration::ZERO));
        assert_eq!(parse(&"9".repeat(50), now()), Some(Duration::from_secs(u64::MAX)));
    }

    #[test]
    fn all_http_date_formats_are_parsed() {
        for date in
            ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
        {
            assert_eq!(parse(date, now()), Some(Duration::from_secs(30)), "{date}");
        }
        assert_eq!(parse("Sun, 06 Nov 1994 08:49:00 GMT", now()), Some(Duration::ZERO));
    }

    #[test]
    fn clock_jump_does_not_make_the_delay_negative() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(parse(date, SystemTime::now()), Some(Duration::ZERO));
        assert!(parse(date, SystemTime::UNIX_EPOCH) > Some(Duration::from_secs(1 << 29)));
    }

    #[test]
    fn invalid_header_is_ignored() {
        for text in ["", "soon", "-1", "1.5", "Mon, 31 Foo 1994 08:49:37 GMT", "+1"] {
            assert_eq!(parse(text, now()), None, "{text}");
        }
    }
}
