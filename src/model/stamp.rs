//! A moment in time as padan stores and compares it.

use std::fmt;

/// RFC 3339 in UTC to the second, `2026-11-24T16:40:00Z`; the order of the texts is the order in time.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Stamp(String);

impl Stamp {
    /// Returns the moment that TMX's `20240131T120000Z` or RFC 3339's `2024-01-31T12:00:00Z` names, else `None`.
    ///
    /// The `Z` may be missing (taken as UTC, as most producers mean it); a date alone is its midnight.
    ///
    /// ```
    /// use padan::model::Stamp;
    /// assert_eq!(Stamp::parse("20240131T120000Z").unwrap().as_str(), "2024-01-31T12:00:00Z");
    /// assert!(Stamp::parse("20241399T000000Z").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Stamp> {
        let text = text.trim();
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let rest: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
        let digits = match (digits.len(), rest.as_str()) {
            (14, "TZ" | "T" | "Z" | "" | "--T::Z" | "--T::" | "-- ::") => digits,
            (8, "" | "--") => digits + "000000",
            (12, "TZ" | "T" | "--T:Z" | "--T:") => digits + "00",
            _ => return None,
        };
        let part = |from: usize, to: usize| digits[from..to].parse::<u32>().ok();
        let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u32::from(leap),
            _ => return None,
        };
        if !(1..=days).contains(&day) || part(8, 10)? > 23 || part(10, 12)? > 59 || part(12, 14)? > 60 {
            return None;
        }
        Some(Stamp(format!(
            "{}-{}-{}T{}:{}:{}Z",
            &digits[0..4],
            &digits[4..6],
            &digits[6..8],
            &digits[8..10],
            &digits[10..12],
            &digits[12..14]
        )))
    }

    /// The text form, RFC 3339 in UTC.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The date alone, `2024-01-31`.
    pub fn date(&self) -> &str {
        &self.0[..10]
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stamp({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Stamp;

    #[test]
    fn reads_what_producers_write_and_nothing_impossible() {
        for text in ["20240229T010203Z", "2024-02-29T01:02:03Z", "20240229T010203", "2024-02-29 01:02:03"] {
            assert_eq!(Stamp::parse(text).expect(text).as_str(), "2024-02-29T01:02:03Z");
        }
        assert_eq!(Stamp::parse("20240229").expect("a date").date(), "2024-02-29");
        for text in ["", "yesterday", "20230229T000000Z", "20240101T250000Z", "2024-1-1", "20240101T000000+0700"] {
            assert!(Stamp::parse(text).is_none(), "{text}");
        }
    }
}
