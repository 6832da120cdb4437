//! Names of months and weekdays in both languages.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table;

/// A month or a weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CalendarName {
    /// 1 = January.
    Month(u8),
    /// 1 = Monday.
    Weekday(u8),
}

const TABLE: &str = include_str!("../../memory/language/calendar.tsv");

static NAMES: LazyLock<HashMap<(&'static str, &'static str), CalendarName>> = LazyLock::new(|| {
    table::built_in("calendar.tsv", TABLE, 4)
        .into_iter()
        .map(|e| {
            let value: u8 = e.fields[2].parse().expect("the test of this table has read every number");
            let name = if e.fields[1] == "month" { CalendarName::Month(value) } else { CalendarName::Weekday(value) };
            ((e.fields[0], e.fields[3]), name)
        })
        .collect()
});

/// Returns the month or weekday that the case-folded word `folded` names in language `lang` (`id` or `en`).
pub fn name_of(lang: &str, folded: &str) -> Option<CalendarName> {
    NAMES.get(&(lang, folded)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_month_or_a_weekday() {
        for e in table::built_in("calendar.tsv", TABLE, 4) {
            let top = match e.fields[1] {
                "month" => 12,
                "weekday" => 7,
                other => panic!("line {}: {other}", e.line),
            };
            assert!((1..=top).contains(&e.fields[2].parse::<u8>().expect("a number")), "line {}", e.line);
            assert!(matches!(e.fields[0], "id" | "en"), "line {}", e.line);
            assert_eq!(crate::text::fold(e.fields[3]), e.fields[3], "line {}", e.line);
        }
        assert_eq!(name_of("id", "agustus"), Some(CalendarName::Month(8)));
        assert_eq!(name_of("id", "jum'at"), Some(CalendarName::Weekday(5)));
    }
}
