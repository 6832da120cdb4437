//! TMX, the exchange format of translation memories: versions 1.1 to 1.4b, and what producers make of them.
//!
//! Units are framed first (`frame`, with `tag` for how far markup reaches), each is parsed strictly by itself (`unit`, with
//! `segment` for its texts), and what it says becomes pairs (`pairs`, with `context` for its properties). Only a unit that
//! is not well-formed is mended first (`mend`, with `inline`, `characters` and `loose`); one that cannot be mended is refused.
//! What is wrong around the units is told and passed over.
//!
//! Leaves to others: compressed files and archives.
//!
//! **Invariant:** a fault costs one unit at most; memory does not grow with the file; nothing outside of it is opened.

mod characters;
mod context;
pub(in crate::exchange) mod cursor;
mod entities;
mod frame;
mod inline;
mod loose;
mod mend;
mod pairs;
mod segment;
mod tag;
mod unit;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::BufRead;

use self::frame::{Frame, FrameEnd, Framer, Step};
use super::decode::{Decoded, LONGEST};
use super::read::Place;
use super::{Item, ReadFailure, ReadOptions, Reason, UnitReader};

/// Where the identifier of a unit is looked for that is too long to be read, in bytes.
const HEAD: usize = 4 << 10;

/// Returns a reader of the units of the TMX file `input`.
///
/// ```
/// use padan::exchange::{Item, ReadOptions, tmx};
/// let file = r#"<tmx version="1.4"><header srclang="id"/><body>
/// <tu><tuv xml:lang="id"><seg>Kopi susu</seg></tuv><tuv xml:lang="en"><seg>Milk coffee</seg></tuv></tu>
/// </body></tmx>"#;
/// let mut reader = tmx::open(file.as_bytes(), ReadOptions::default())?;
/// let Some(Ok(Item::Pair(unit))) = reader.next() else { panic!("one pair") };
/// assert_eq!((&*unit.a_text, &*unit.b_text, unit.line), ("Kopi susu", "Milk coffee", 2));
/// assert!(reader.next().is_none());
/// # Ok::<(), padan::exchange::ReadFailure>(())
/// ```
///
/// # Errors
/// Input that cannot be read, is empty, is UTF-32, or holds nothing of TMX.
pub fn open<R: BufRead>(input: R, options: ReadOptions) -> Result<TmxReader<R>, ReadFailure> {
    let mut framer = Framer::new(Decoded::open(input)?);
    framer.open()?;
    Ok(TmxReader { framer, options, ready: VecDeque::new(), units: 0, ended: false, odd: Vec::new() })
}

/// The reader of one TMX file; see [`open`].
pub struct TmxReader<R> {
    framer: Framer<R>,
    options: ReadOptions,
    /// Items of the unit read last.
    ready: VecDeque<Item>,
    units: u64,
    ended: bool,
    /// What is odd in units and was told.
    odd: Vec<&'static str>,
}

impl<R: BufRead> TmxReader<R> {
    /// Reads on until there are items or the file ends.
    fn fill(&mut self) -> Result<(), ReadFailure> {
        while self.ready.is_empty() {
            match self.framer.step()? {
                Step::On => {}
                Step::End => {
                    self.ended = true;
                    return Ok(());
                }
                Step::Fault(line, reason) => self.repaired(line, 0, None, reason),
                Step::Unit(frame) => {
                    self.units += 1;
                    while let Some((line, reason)) = self.framer.fault(&frame) {
                        let tuid = mend::tuid(self.framer.text(&frame));
                        self.repaired(line, self.units, tuid, reason);
                    }
                    self.unit(&frame);
                    self.framer.pass(&frame);
                }
            }
        }
        Ok(())
    }

    fn repaired(&mut self, line: u64, unit: u64, tuid: Option<String>, reason: Reason) {
        self.ready.push_back(Item::Repaired { place: Place { line: Some(line), unit, tuid }, reason });
    }

    /// Reads the unit in `frame`, mending it where it has to be.
    fn unit(&mut self, frame: &Frame) {
        let line = self.framer.line();
        let raw = self.framer.text(frame);
        if frame.end == FrameEnd::TooLong {
            let failure = ReadFailure::at(line, Reason::of("read.too-long").with("size", LONGEST >> 20));
            let refused = refused(failure, self.units, mend::tuid(&raw[..raw.floor_char_boundary(HEAD)]), String::new());
            return self.ready.push_back(refused);
        }
        let source = normalised(raw);
        let at = pairs::At { line, unit: self.units, header_source: self.framer.source_language() };
        let first = match unit::parse(&source, line, frame.end) {
            Ok(unit) => {
                let odd = unit.odd.clone();
                pairs::items(&unit, &self.options, &at, &mut self.ready);
                return self.tell_odd(odd);
            }
            Err(failure) => failure,
        };
        let tuid = mend::tuid(&source);
        let cut = || match self.framer.damage().filter(|_| frame.end == FrameEnd::Cut) {
            Some(damage) => ReadFailure { line: first.line, reason: damage.clone() },
            None => first.clone(),
        };
        let verbatim = raw.to_owned();
        let source = match self.framer.entities().expanded(&source) {
            Ok(source) => source,
            Err((offset, reason)) => {
                let line = line + memchr::memchr_iter(b'\n', &source.as_bytes()[..offset]).count() as u64;
                return self.ready.push_back(refused(ReadFailure::at(line, reason), self.units, tuid, verbatim));
            }
        };
        let mut mended = mend::mend(&source, line, frame.end);
        let mut items = VecDeque::new();
        let Ok(unit) = unit::parse(&mended.text, line, FrameEnd::Closed) else {
            return self.ready.push_back(refused(cut(), self.units, tuid, verbatim));
        };
        pairs::items(&unit, &self.options, &at, &mut items);
        if mended.lacks && !items.iter().any(|i| matches!(i, Item::Pair(_))) {
            return self.ready.push_back(refused(cut(), self.units, tuid, verbatim));
        }
        if mended.lacks {
            let failure = cut();
            mended.faults.retain(|(_, reason)| reason.key() != "read.cut-off");
            mended.faults.push((failure.line.unwrap_or(line), failure.reason));
        }
        for (line, reason) in mended.faults {
            self.repaired(line, self.units, tuid.clone(), reason);
        }
        self.ready.append(&mut items);
    }

    /// Tells what is odd in the unit that was read last, each kind once for the file.
    fn tell_odd(&mut self, odd: Option<(u64, Reason)>) {
        if let Some((line, reason)) = odd
            && !self.odd.contains(&reason.key())
        {
            self.odd.push(reason.key());
            self.repaired(line, self.units, None, reason);
        }
    }
}

fn refused(failure: ReadFailure, unit: u64, tuid: Option<String>, verbatim: String) -> Item {
    Item::Refused { place: Place { line: failure.line, unit, tuid }, reason: failure.reason, verbatim }
}

impl<R: BufRead> Iterator for TmxReader<R> {
    type Item = Result<Item, ReadFailure>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ready.is_empty()
            && !self.ended
            && let Err(failure) = self.fill()
        {
            self.ended = true;
            return Some(Err(failure));
        }
        self.ready.pop_front().map(Ok)
    }
}

impl<R: BufRead> UnitReader for TmxReader<R> {
    fn bytes_read(&self) -> u64 {
        self.framer.taken()
    }
}

/// Returns `source` with every line end made LF.
///
/// Source: XML 1.0, section 2.11.
fn normalised(source: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', source.as_bytes()).is_none() {
        return Cow::Borrowed(source);
    }
    Cow::Owned(source.replace("\r\n", "\n").replace('\r', "\n"))
}
