//! Figures by value: what the digits of one token mean in a language.
//!
//! Indonesian writes *20.000* and *1,5*, English *20,000* and *1.5*. What is neither is kept as it stands.

use super::side::{NumberKind, Value};
use crate::model::Lang;

/// The number mantissa × 10^exponent, with no trailing zeros in the mantissa.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    pub(super) mantissa: u128,
    pub(super) exponent: i32,
}

impl Decimal {
    pub(super) fn new(mantissa: u128, exponent: i32) -> Decimal {
        let mut out = Decimal { mantissa, exponent };
        while out.mantissa != 0 && out.mantissa.is_multiple_of(10) {
            out.mantissa /= 10;
            out.exponent += 1;
        }
        if out.mantissa == 0 {
            out.exponent = 0;
        }
        out
    }

    pub(super) fn whole(value: u128) -> Decimal {
        Decimal::new(value, 0)
    }

    /// The sum; `None` when it is too large.
    pub(super) fn plus(self, other: Decimal) -> Option<Decimal> {
        let exponent = self.exponent.min(other.exponent);
        let at = |d: Decimal| 10u128.checked_pow(u32::try_from(d.exponent - exponent).ok()?)?.checked_mul(d.mantissa);
        Some(Decimal::new(at(self)?.checked_add(at(other)?)?, exponent))
    }

    /// The product with `factor` × 10^`power`; `None` when it is too large.
    pub(super) fn times(self, factor: u128, power: i32) -> Option<Decimal> {
        Some(Decimal::new(self.mantissa.checked_mul(factor)?, self.exponent.checked_add(power)?))
    }

    pub(super) fn value(self, kind: NumberKind) -> Value {
        Value::Number { kind, mantissa: self.mantissa, exponent: self.exponent }
    }
}

/// What one token of digits means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Figures {
    One(Decimal),
    /// *15-17*.
    Range(Decimal, Decimal),
    /// Day, month and year in figures.
    Date(u8, u8, Option<u32>),
    /// Anything else, in a spelling of its own: *17.45* and *17:45* are one.
    Other(String),
}

/// Reads `text`, a token of digits with separators inside, as language `lang` writes them.
pub(super) fn read(text: &str, lang: Lang) -> Figures {
    if let Some(number) = decimal(text, lang) {
        return Figures::One(number);
    }
    if let Some((from, to)) = text.split_once('-')
        && let (Some(a), Some(b)) = (decimal(from, lang), decimal(to, lang))
        && rises(a, b)
    {
        return Figures::Range(a, b);
    }
    // A year of school or office: 2022/2023.
    if let Some((from, to)) = text.split_once('/')
        && from.len() == 4
        && to.len() == 4
        && let (Some(a), Some(b)) = (decimal(from, lang), decimal(to, lang))
        && rises(a, b)
    {
        return Figures::Range(a, b);
    }
    date(text, lang).unwrap_or_else(|| Figures::Other(plain(text)))
}

/// A score (*2-1*) is no range: only what rises is.
fn rises(a: Decimal, b: Decimal) -> bool {
    let exponent = a.exponent.min(b.exponent);
    let at = |d: Decimal| {
        10u128.checked_pow((d.exponent - exponent) as u32).and_then(|p| p.checked_mul(d.mantissa)).unwrap_or(u128::MAX)
    };
    at(a) < at(b)
}

fn decimal(text: &str, lang: Lang) -> Option<Decimal> {
    if text.len() > 30 {
        return None;
    }
    let (group, point) = match lang {
        Lang::ID => ('.', ','),
        Lang::EN => (',', '.'),
        _ => return text.parse().ok().map(Decimal::whole),
    };
    let (whole, fraction) = text.split_once(point).unwrap_or((text, ""));
    let groups: Vec<&str> = whole.split(group).collect();
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !groups.iter().all(|g| digits(g)) || !(fraction.is_empty() || digits(fraction)) {
        return None;
    }
    if groups.len() > 1 && (groups[0].len() > 3 || groups[1..].iter().any(|g| g.len() != 3)) {
        return None;
    }
    // 20,000 in an Indonesian text may be the English spelling: it equals only itself.
    if groups.len() == 1 && fraction.len() == 3 && whole.len() <= 3 && !whole.starts_with('0') {
        return None;
    }
    let mantissa = format!("{}{fraction}", groups.concat()).parse().ok()?;
    Some(Decimal::new(mantissa, -(fraction.len() as i32)))
}

fn date(text: &str, lang: Lang) -> Option<Figures> {
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [day, month, year] = parts[..] else { return None };
    let (day, month) = if lang == Lang::EN { (month, day) } else { (day, month) };
    let (day, month, year) = (day.parse().ok()?, month.parse().ok()?, year.parse().ok()?);
    let fits = (1..=31).contains(&day) && (1..=12).contains(&month) && year > 31;
    fits.then_some(Figures::Date(day, month, Some(year)))
}

/// Day and month in figures, *27/7*, as they stand behind a weekday.
pub(super) fn day_and_month(text: &str, lang: Lang) -> Option<Figures> {
    let (day, month) = text.split_once('/')?;
    let (day, month) = if lang == Lang::EN { (month, day) } else { (day, month) };
    let (day, month) = (day.parse().ok()?, month.parse().ok()?);
    ((1..=31).contains(&day) && (1..=12).contains(&month)).then_some(Figures::Date(day, month, None))
}

fn plain(text: &str) -> String {
    let mut out = String::new();
    for part in text.split_inclusive(|c: char| !c.is_numeric()) {
        let digits = part.trim_end_matches(|c: char| !c.is_numeric());
        let short = digits.trim_start_matches('0');
        out.push_str(if short.is_empty() { "0" } else { short });
        out.push_str(match &part[digits.len()..] {
            "." => ":",
            mark => mark,
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_reads_its_own_separators() {
        let one = |m, e| Figures::One(Decimal::new(m, e));
        assert_eq!(read("20.000", Lang::ID), one(20_000, 0));
        assert_eq!(read("20.000", Lang::ID), read("20000", Lang::ID));
        assert_eq!(read("1,5", Lang::ID), one(15, -1));
        assert_eq!(read("1,50", Lang::ID), read("1,5", Lang::ID));
        assert_eq!(read("12.345,67", Lang::ID), one(1_234_567, -2));
        assert_eq!(read("20,000.5", Lang::EN), one(200_005, -1));
        assert_eq!(read("1.5", Lang::EN), one(15, -1));
        assert_ne!(read("20,000", Lang::ID), read("20", Lang::ID));
        assert_ne!(read("20.000", Lang::EN), read("20", Lang::EN));
    }

    #[test]
    fn times_scores_ranges_and_dates_are_no_numbers() {
        assert_eq!(read("17.45", Lang::ID), read("17:45", Lang::ID));
        assert_eq!(read("08.00", Lang::ID), read("8:00", Lang::ID));
        assert_eq!(read("2022/2023", Lang::ID), read("2022-2023", Lang::ID));
        assert_eq!(read("15-17", Lang::ID), Figures::Range(Decimal::whole(15), Decimal::whole(17)));
        assert_ne!(read("2-1", Lang::ID), read("1-2", Lang::ID));
        assert_eq!(read("27/07/2023", Lang::ID), Figures::Date(27, 7, Some(2023)));
        assert_eq!(read("7/27/2023", Lang::EN), Figures::Date(27, 7, Some(2023)));
        assert_eq!(read("9".repeat(60).as_str(), Lang::ID), Figures::Other("9".repeat(60)));
    }
}
