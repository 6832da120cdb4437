//! TMX, the exchange format of translation memories: versions 1.1 to 1.4b, and what producers make of them.
//!
//! Units are framed first (`frame`), each is parsed strictly by itself (`unit`, with `segment` for its texts), and what it
//! says becomes pairs (`pairs`, with `context` for its properties). A broken file gives one [`ReadFailure`] with the line;
//! because framing does not depend on what a unit holds, a reader that mends or refuses single units can stand in the
//! place of the strict one.
//!
//! Leaves to others: compressed files and archives.
//!
//! **Invariant:** memory does not grow with the file; no DTD is opened and no entity expanded.

mod context;
pub(in crate::exchange) mod cursor;
mod frame;
mod pairs;
mod segment;
mod unit;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::BufRead;

use self::frame::{Framer, Step};
use super::decode::Decoded;
use super::{Item, ReadFailure, ReadOptions, UnitReader};

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
/// Input that cannot be read, is empty, is in an unknown encoding, or is no TMX up to its outermost element.
pub fn open<R: BufRead>(input: R, options: ReadOptions) -> Result<TmxReader<R>, ReadFailure> {
    let mut framer = Framer::new(Decoded::open(input)?);
    framer.open()?;
    Ok(TmxReader { framer, options, ready: VecDeque::new(), units: 0, ended: false })
}

/// The reader of one TMX file; see [`open`].
pub struct TmxReader<R> {
    framer: Framer<R>,
    options: ReadOptions,
    /// Items of the unit read last.
    ready: VecDeque<Item>,
    units: u64,
    ended: bool,
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
                Step::Unit(frame) => {
                    self.units += 1;
                    let line = self.framer.line();
                    let source = normalised(self.framer.text(&frame));
                    let unit = unit::parse(&source, line, frame.next)?;
                    let place = pairs::At { line, unit: self.units, header_source: self.framer.source_language() };
                    pairs::items(&unit, &self.options, &place, &mut self.ready);
                    self.framer.pass(&frame);
                }
            }
        }
        Ok(())
    }
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
