//! Numbers in words, and figures with words behind them: *dua ratus ribu*, *1,5 miliar*, *twenty-five*.
//!
//! **Invariant:** a number never grows beyond what its language allows: *dua tiga* are two numbers, *pada 2020 dua orang* too.

use super::figures::{self, Decimal, Figures};
use super::number_words::{Word, word};
use super::side::{NumberKind, Side, Value};
use crate::model::Lang;

/// A number in words from `at` on, or the words that follow the figures `given`; `None` when there is nothing to add.
///
/// A magnitude alone is a value of its own.
pub(super) fn spelled(side: &Side<'_>, at: usize, given: Option<Decimal>, lang: Lang) -> Option<(Value, usize)> {
    let mut sum = Sum { open: given, digits: given.is_some(), ..Sum::default() };
    let mut end = at + usize::from(given.is_some());
    let mut next = end;
    while next < side.tokens.len() && !side.idiom[next] {
        let taken = if side.is_word(next) { sum.take_token(side.word(next), lang)? } else { sum.take_figures(side, next, lang) };
        match taken {
            Taken::Yes => {
                next += 1;
                end = next;
            }
            // two and a half
            Taken::No
                if lang == Lang::EN
                    && (side.word(next), side.word(next + 1)) == ("and", "a")
                    && sum.may_go_on_or_unit()
                    && word(side.word(next + 2), lang) == Some(Word::Half) =>
            {
                next += 2;
            }
            // one hundred and five
            Taken::No
                if lang == Lang::EN && side.word(next) == "and" && sum.may_go_on() && is_small(side.word(next + 1), lang) =>
            {
                next += 1;
            }
            Taken::No => break,
        }
        if sum.closed {
            break;
        }
    }
    if end == at || given.is_some() && end == at + 1 {
        return None;
    }
    Some((sum.value()?, end))
}

fn is_small(folded: &str, lang: Lang) -> bool {
    let first = folded.split('-').next().unwrap_or_default();
    matches!(word(first, lang), Some(Word::Unit(_) | Word::Small(_) | Word::Decade(_) | Word::Half))
}

enum Taken {
    Yes,
    No,
}

/// A number as it grows, word by word.
#[derive(Default)]
struct Sum {
    /// What magnitudes have closed: *dua juta*.
    done: Option<Decimal>,
    /// What no magnitude has taken yet.
    open: Option<Decimal>,
    /// Whether what is open stands in digits: only a magnitude or a half may follow (*pada 2020 dua orang*).
    digits: bool,
    /// A unit that a teen, ten or hundred may still take.
    unit: Option<u128>,
    /// The last magnitude: the next is smaller.
    power: Option<i32>,
    ordinal: bool,
    fraction: Option<(u128, u128)>,
    lone: Option<i32>,
    closed: bool,
}

impl Sum {
    fn may_go_on(&self) -> bool {
        self.done.is_some() || self.open.is_some()
    }

    fn may_go_on_or_unit(&self) -> bool {
        self.may_go_on() || self.unit.is_some()
    }

    /// Takes a token, part by part where it is joined (*twenty-five*); `None` when the number is too large.
    fn take_token(&mut self, folded: &str, lang: Lang) -> Option<Taken> {
        if let Some(word) = word(folded, lang) {
            return self.take(word, lang);
        }
        if lang == Lang::EN
            && folded.contains('-')
            && folded.split('-').all(|p| word(p, lang).is_some_and(|w| w != Word::One && w != Word::Capital))
        {
            for part in folded.split('-') {
                let word = word(part, lang)?;
                if matches!(self.take(word, lang)?, Taken::No) {
                    return Some(Taken::No);
                }
            }
            return Some(Taken::Yes);
        }
        Some(Taken::No)
    }

    /// *2 juta 500 ribu*: figures go on behind a magnitude when another, smaller one follows them.
    fn take_figures(&mut self, side: &Side<'_>, at: usize, lang: Lang) -> Taken {
        let smaller = matches!(word(side.word(at + 1), lang), Some(Word::Power(p)) if self.power.is_some_and(|last| p < last));
        if self.open.is_some() || self.unit.is_some() || !smaller || !side.is_number(at) {
            return Taken::No;
        }
        match figures::read(side.tokens[at].text, lang) {
            Figures::One(number) => {
                (self.open, self.digits) = (Some(number), true);
                Taken::Yes
            }
            _ => Taken::No,
        }
    }

    fn take(&mut self, word: Word, lang: Lang) -> Option<Taken> {
        let before = self.unit.take();
        let refused = |sum: &mut Sum| {
            sum.unit = before;
            Some(Taken::No)
        };
        match word {
            Word::Unit(_) | Word::Small(_) | Word::Decade(_) | Word::Teen | Word::Tens | Word::Ordinal(_) if self.digits => {
                return refused(self);
            }
            Word::Unit(n) => {
                if before.is_some() || self.open.is_some_and(|o| o.exponent < 1 || o.mantissa == 0) && !self.ends_in_tens() {
                    return refused(self);
                }
                self.unit = Some(n);
            }
            Word::Small(n) | Word::Decade(n) => {
                if before.is_some() || self.open.is_some_and(|o| o.exponent < 2) {
                    return refused(self);
                }
                self.add(Decimal::whole(n))?;
            }
            Word::Teen => match before {
                Some(n) => self.add(Decimal::whole(10 + n))?,
                None => return refused(self),
            },
            Word::Tens => match before {
                Some(n) => self.add(Decimal::whole(10 * n))?,
                None => return refused(self),
            },
            Word::Hundred => match before {
                Some(n) => self.add(Decimal::whole(100 * n))?,
                None if self.open.is_some() && (self.digits || lang == Lang::EN) => self.open = self.open?.times(100, 0),
                None if self.open.is_none() && self.done.is_none() => {
                    self.lone = Some(2);
                    self.closed = true;
                }
                None => return refused(self),
            },
            Word::Power(power) => {
                self.settle(before)?;
                self.digits = false;
                match self.open.take() {
                    Some(open) if self.power.is_none_or(|last| power < last) => {
                        let part = open.times(1, power)?;
                        self.done = Some(self.done.unwrap_or(Decimal::whole(0)).plus(part)?);
                        self.power = Some(power);
                    }
                    Some(open) => {
                        // ribu triliun: a magnitude of magnitudes
                        self.open = Some(open);
                        return refused(self);
                    }
                    None if self.done.is_some() => {
                        self.done = self.done?.times(1, power);
                        self.closed = true;
                    }
                    None => {
                        self.lone = Some(power);
                        self.closed = true;
                    }
                }
            }
            Word::Whole(power) => {
                if before.is_some() || self.open.is_some() || self.power.is_some_and(|last| last <= power) {
                    return refused(self);
                }
                self.done = Some(self.done.unwrap_or(Decimal::whole(0)).plus(Decimal::new(1, power))?);
                self.power = Some(power);
            }
            Word::Times(n) => {
                self.settle(before)?;
                match self.open {
                    Some(open) => self.open = open.times(n, 0),
                    None => self.open = Some(Decimal::whole(n)),
                }
                self.closed = true;
            }
            Word::Half => {
                self.settle(before)?;
                let half = Decimal::new(5, -1);
                self.open = Some(match self.open {
                    Some(open) => open.plus(half)?,
                    None => half,
                });
            }
            Word::Part(n) => {
                let Some(top) = before.or(self.plain()) else { return refused(self) };
                self.fraction = Some((top, n));
                self.closed = true;
            }
            Word::Ordinal(n) => {
                if self.ordinal || before.is_some() || self.open.is_some() && lang == Lang::ID {
                    return refused(self);
                }
                self.ordinal = true;
                if lang == Lang::ID {
                    self.unit = (n < 10).then_some(n);
                    if n >= 10 {
                        self.add(Decimal::whole(n))?;
                    }
                } else {
                    self.add(Decimal::whole(n))?;
                    self.closed = true;
                }
            }
            Word::Fraction(_) | Word::Vague(_) | Word::One | Word::Capital => return refused(self),
        }
        Some(Taken::Yes)
    }

    /// Whether a unit may follow what is open: *twenty*, *dua puluh*, *seratus*.
    fn ends_in_tens(&self) -> bool {
        self.open.is_some_and(|o| o.exponent >= 1)
    }

    /// A whole number below ten that is open: the top of a fraction.
    fn plain(&self) -> Option<u128> {
        self.open.filter(|o| o.exponent == 0).map(|o| o.mantissa)
    }

    fn add(&mut self, number: Decimal) -> Option<()> {
        self.open = Some(self.open.unwrap_or(Decimal::whole(0)).plus(number)?);
        Some(())
    }

    /// Adds the unit that nothing has taken.
    fn settle(&mut self, unit: Option<u128>) -> Option<()> {
        unit.map_or(Some(()), |n| self.add(Decimal::whole(n)))
    }

    fn value(mut self) -> Option<Value> {
        if let Some((top, bottom)) = self.fraction {
            return Some(Value::Fraction(top, bottom));
        }
        if let Some(power) = self.lone {
            return Some(Value::Magnitude(power));
        }
        let unit = self.unit.take();
        self.settle(unit)?;
        let total = match (self.done, self.open) {
            (Some(done), Some(open)) => done.plus(open)?,
            (done, open) => done.or(open)?,
        };
        Some(total.value(if self.ordinal { NumberKind::Ordinal } else { NumberKind::Cardinal }))
    }
}
