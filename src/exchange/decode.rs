//! The text of an input, decoded piece by piece, with the line it has come to.
//!
//! The encoding is found by content: a byte order mark, then the pattern of NULs that UTF-16 makes of `<`, then the XML
//! declaration, then UTF-8. A declaration never wins against what the bytes plainly are. Single bytes that are not of the
//! encoding are read as Windows-1252; each line with such bytes is told.
//!
//! **Invariant:** not much more than [`LONGEST`] bytes of text are held, whatever the length of the input.

use std::collections::VecDeque;
use std::io::{BufRead, ErrorKind};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{ReadFailure, Reason};

/// The longest piece (a unit, a comment, a DOCTYPE) that is held, in bytes of UTF-8.
pub(super) const LONGEST: usize = 16 << 20;
/// How much text is decoded at a time, at least.
const STEP: usize = 64 << 10;
/// Bytes in which an XML declaration is looked for, and that are compared with what it says.
const HEAD: usize = 64 << 10;
/// Most faults of the encoding that are remembered at a time.
const MOST_FAULTS: usize = 1000;

/// A window on the decoded text of an input.
pub(super) struct Decoded<R> {
    input: R,
    encoding: &'static Encoding,
    decoder: Decoder,
    /// Bytes read to find the encoding, not yet decoded.
    head: Vec<u8>,
    text: String,
    /// Where the text that has not been consumed begins.
    at: usize,
    /// Line of `text[at]`.
    line: u64,
    after_cr: bool,
    ended: bool,
    /// The last bytes that were decoded: what is wrong may begin in them.
    tail: Vec<u8>,
    /// Why the input ended before its end.
    damage: Option<Reason>,
    taken: u64,
    /// How much text was dropped from the window.
    dropped: u64,
    /// What was wrong with bytes, and where in the text, from its first character on.
    faults: VecDeque<(u64, Reason)>,
}

impl<R: BufRead> Decoded<R> {
    /// The text of `input` from its first character; a byte order mark is no part of it.
    ///
    /// # Errors
    /// Input that cannot be read, that is empty, or UTF-32.
    pub(super) fn open(mut input: R) -> Result<Decoded<R>, ReadFailure> {
        let (mut head, mut damage) = (Vec::new(), None);
        while head.len() < HEAD {
            let bytes = match fill(&mut input) {
                Ok(bytes) => bytes,
                Err(End::Damaged(reason)) => {
                    damage = Some(reason);
                    break;
                }
                Err(End::Unreachable(reason)) => return Err(ReadFailure { line: None, reason }),
            };
            if bytes.is_empty() {
                break;
            }
            let taken = bytes.len().min(HEAD);
            head.extend_from_slice(&bytes[..taken]);
            input.consume(taken);
        }
        if head.is_empty() {
            return Err(ReadFailure { line: None, reason: damage.unwrap_or_else(|| Reason::of("read.empty")) });
        }
        let taken = head.len() as u64;
        let Found { encoding, mark, fault } = encoding_of(&head).map_err(|reason| ReadFailure::at(1, reason))?;
        head.drain(..mark);
        let decoder = encoding.new_decoder_without_bom_handling();
        let faults = fault.into_iter().map(|reason| (0, reason)).collect();
        let (text, ended) = (String::new(), false);
        Ok(Decoded {
            input,
            encoding,
            decoder,
            head,
            text,
            at: 0,
            line: 1,
            after_cr: false,
            ended,
            tail: Vec::new(),
            damage,
            taken,
            dropped: 0,
            faults,
        })
    }

    /// The text that is decoded and not consumed.
    pub(super) fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Line of the first character of [`Decoded::rest`], from 1. A line ends with LF, CR LF or CR.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Bytes taken from the input.
    pub(super) fn taken(&self) -> u64 {
        self.taken
    }

    /// Moves past the first `length` bytes of [`Decoded::rest`].
    pub(super) fn consume(&mut self, length: usize) {
        self.line = self.line_at(length);
        if let Some(&last) = self.text.as_bytes()[self.at..self.at + length].last() {
            self.after_cr = last == b'\r';
        }
        self.at += length;
    }

    /// Line of the character at byte `offset` of [`Decoded::rest`].
    pub(super) fn line_at(&self, offset: usize) -> u64 {
        let before = &self.text.as_bytes()[self.at..self.at + offset];
        let split = self.after_cr && before.first() == Some(&b'\n');
        self.line + line_ends(before) - u64::from(split)
    }

    /// Why the input ended before its end, once [`Decoded::more`] has said that it has ended.
    pub(super) fn damage(&self) -> Option<&Reason> {
        self.damage.as_ref()
    }

    /// The next thing that was wrong with the bytes of the first `length` bytes of [`Decoded::rest`] or of what stood before,
    /// with its line.
    pub(super) fn fault(&mut self, length: usize) -> Option<(u64, Reason)> {
        let begin = self.dropped + self.at as u64;
        let (at, _) = self.faults.front()?;
        if *at >= begin + length as u64 {
            return None;
        }
        let line = self.line_at(at.saturating_sub(begin) as usize);
        self.faults.pop_front().map(|(_, reason)| (line, reason))
    }

    /// Decodes more text, at least as much as there is; `false` when the input has ended or [`LONGEST`] is held.
    ///
    /// # Errors
    /// Input that cannot be read.
    pub(super) fn more(&mut self) -> Result<bool, ReadFailure> {
        if self.ended {
            return Ok(false);
        }
        self.text.drain(..self.at);
        self.dropped += self.at as u64;
        self.at = 0;
        if self.is_full() {
            return Ok(false);
        }
        let goal = (self.text.len() + self.text.len().max(STEP)).min(LONGEST);
        while self.text.len() < goal && !self.ended {
            if !self.head.is_empty() {
                let head = std::mem::take(&mut self.head);
                self.decode(&head, false);
                continue;
            }
            let bytes = match fill(&mut self.input) {
                Ok(bytes) => &bytes[..bytes.len().min(STEP)],
                Err(End::Damaged(reason)) => {
                    self.damage = Some(reason);
                    &[]
                }
                Err(End::Unreachable(reason)) => return Err(ReadFailure::at(self.line_of_end(), reason)),
            };
            let taken = bytes.len();
            self.ended = taken == 0;
            let faults = (self.dropped, &mut self.faults);
            decode(&mut self.decoder, self.encoding, (&mut self.tail, bytes), &mut self.text, faults, taken == 0);
            self.input.consume(taken);
            self.taken += taken as u64;
        }
        Ok(true)
    }

    /// Whether as much text is held as may be held.
    pub(super) fn is_full(&self) -> bool {
        self.text.len() - self.at >= LONGEST
    }

    fn decode(&mut self, bytes: &[u8], last: bool) {
        let faults = (self.dropped, &mut self.faults);
        decode(&mut self.decoder, self.encoding, (&mut self.tail, bytes), &mut self.text, faults, last);
    }

    fn line_of_end(&self) -> u64 {
        self.line_at(self.rest().len())
    }
}

/// Returns how many lines end in `bytes`.
fn line_ends(bytes: &[u8]) -> u64 {
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let lone = memchr::memchr_iter(b'\r', bytes).filter(|&i| bytes.get(i + 1) != Some(&b'\n')).count();
    (feeds + lone) as u64
}

/// Why there are no more bytes, though the input has not ended.
enum End {
    /// What is packed is damaged; what came before is good.
    Damaged(Reason),
    Unreachable(Reason),
}

fn fill<R: BufRead>(input: &mut R) -> Result<&[u8], End> {
    let end = |e: std::io::Error| {
        let inner = e.get_ref();
        if let Some(Damage(reason)) = inner.and_then(|e| e.downcast_ref()) {
            End::Damaged(reason.clone())
        } else if let Some(Refusal(reason)) = inner.and_then(|e| e.downcast_ref()) {
            End::Unreachable(reason.clone())
        } else {
            End::Unreachable(Reason::of("read.unreachable").with("cause", e))
        }
    };
    loop {
        match input.fill_buf() {
            // Asked again below: the borrow of a value returned from inside the loop would last for all of it.
            Ok(_) => break,
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => return Err(end(e)),
        }
    }
    input.fill_buf().map_err(end)
}

/// What an input says, as an [`std::io::Error`], when nothing more of it can be unpacked: the text before it is good.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Damage(pub(super) Reason);

/// What an input says, as an [`std::io::Error`], when nothing of it is to be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Refusal(pub(super) Reason);

/// Appends the text of `piece` to `text`, whose first byte stands at `begin`; bytes that are not of the encoding become what
/// they are in Windows-1252, and each line with such bytes a fault.
fn decode(
    decoder: &mut Decoder,
    encoding: &'static Encoding,
    (tail, piece): (&mut Vec<u8>, &[u8]),
    text: &mut String,
    (begin, faults): (u64, &mut VecDeque<(u64, Reason)>),
    last: bool,
) {
    let mut bytes = piece;
    loop {
        text.reserve(decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len()));
        let (result, read) = decoder.decode_to_string_without_replacement(bytes, text, last);
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, after) => {
                let at = begin + text.len() as u64;
                // Told once for a line.
                let told = faults.back().and_then(|(at, _)| at.checked_sub(begin));
                let new = told.is_none_or(|told| text.get(told as usize..).is_none_or(|t| t.contains(['\n', '\r'])));
                if new && faults.len() < MOST_FAULTS {
                    faults.push_back((at, Reason::of("read.bytes").with("name", encoding.name())));
                }
                // Up to three bytes, of which the first ones may have come with the piece before.
                let end = (piece.len() - bytes.len() + read).saturating_sub(usize::from(after));
                let length = usize::from(length);
                let before = tail.len().saturating_sub(length.saturating_sub(end));
                let bad = [&tail[before..], &piece[end.saturating_sub(length)..end]].concat();
                if encoding == UTF_8 {
                    text.push_str(&WINDOWS_1252.decode_without_bom_handling(&bad).0);
                } else {
                    // Half of a pair in UTF-16.
                    text.push('\u{FFFD}');
                }
            }
        }
        bytes = &bytes[read..];
    }
    if piece.len() >= 3 {
        tail.clear();
    }
    tail.extend_from_slice(&piece[piece.len().saturating_sub(3)..]);
    tail.drain(..tail.len().saturating_sub(3));
}

/// Returns the text of a file that people have edited, without a byte order mark: what the bytes plainly are, else
/// Windows-1252; `None` when they are of no known encoding.
pub(super) fn whole(bytes: &[u8]) -> Option<String> {
    let Found { encoding, mark, .. } = encoding_of(&bytes[..bytes.len().min(HEAD)]).ok()?;
    let body = &bytes[mark..];
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(body) {
        return Some(text.into_owned());
    }
    Some(WINDOWS_1252.decode_without_bom_handling(body).0.into_owned())
}

/// What the first bytes say of the encoding.
struct Found {
    encoding: &'static Encoding,
    /// Length of the byte order mark.
    mark: usize,
    /// What of a mark or declaration is not true.
    fault: Option<Reason>,
}

/// Returns the encoding of a file that begins with `head`.
fn encoding_of(head: &[u8]) -> Result<Found, Reason> {
    let sure = |encoding, mark| Ok(Found { encoding, mark, fault: None });
    match head {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] | [0, 0, 0, b'<', ..] | [b'<', 0, 0, 0, ..] => {
            Err(Reason::of("read.encoding").with("name", "UTF-32"))
        }
        // The mark of one encoding before the text of another, as programs make it that write bytes and a mark apart.
        [0xEF, 0xBB, 0xBF, rest @ ..] if wide(rest).is_some() => Ok(Found {
            encoding: wide(rest).unwrap_or(UTF_8),
            mark: 3,
            fault: Some(Reason::of("read.wrong-mark").with("name", "UTF-8")),
        }),
        [0xFF, 0xFE, rest @ ..] | [0xFE, 0xFF, rest @ ..] if is_narrow(rest) => {
            Ok(Found { mark: 2, fault: Some(Reason::of("read.wrong-mark").with("name", "UTF-16")), ..by_declaration(rest) })
        }
        [0xEF, 0xBB, 0xBF, ..] => sure(UTF_8, 3),
        [0xFF, 0xFE, ..] => sure(UTF_16LE, 2),
        [0xFE, 0xFF, ..] => sure(UTF_16BE, 2),
        _ => match wide(head) {
            Some(encoding) => sure(encoding, 0),
            None => Ok(by_declaration(head)),
        },
    }
}

/// UTF-16 where the pattern of NULs says so.
fn wide(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [1..=255, 0, 1..=255, 0, ..] => Some(UTF_16LE),
        [0, 1..=255, 0, 1..=255, ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether what stands behind the mark of UTF-16 is plainly written in single bytes.
fn is_narrow(rest: &[u8]) -> bool {
    let begin = rest.trim_ascii_start();
    begin.starts_with(b"<?xml") || begin.to_ascii_lowercase().starts_with(b"<tmx")
}

/// Returns the encoding of text in single bytes that begins with `head`, by its XML declaration and by what it holds.
fn by_declaration(head: &[u8]) -> Found {
    let utf_8 = |fault| Found { encoding: UTF_8, mark: 0, fault };
    let Some(name) = declared(head) else { return utf_8(None) };
    let wrong = || Reason::of("read.wrong-encoding").with("name", String::from_utf8_lossy(name));
    match Encoding::for_label(name) {
        Some(encoding) if encoding == UTF_8 => utf_8(None),
        // The declaration could be read as ASCII, so the bytes are not what it says.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => utf_8(Some(wrong())),
        Some(encoding) if encoding.is_single_byte() && is_utf_8(head) => utf_8(Some(wrong())),
        Some(encoding) => Found { encoding, mark: 0, fault: None },
        None if name.eq_ignore_ascii_case(b"ansi") => Found { encoding: WINDOWS_1252, mark: 0, fault: None },
        None => utf_8(Some(wrong())),
    }
}

/// Whether `head` holds characters beyond ASCII and all of them are UTF-8, which text in another encoding next to never is.
fn is_utf_8(head: &[u8]) -> bool {
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(e) if e.error_len().is_none() => std::str::from_utf8(&head[..e.valid_up_to()]).unwrap_or_default(),
        Err(_) => return false,
    };
    valid.chars().filter(|c| !c.is_ascii()).count() >= 2
}

/// Returns the name of the encoding in an XML declaration at the start of `head`.
fn declared(head: &[u8]) -> Option<&[u8]> {
    let rest = head.trim_ascii_start().strip_prefix(b"<?xml")?;
    let declaration = &rest[..memchr::memmem::find(rest, b"?>")?];
    let after = declaration[memchr::memmem::find(declaration, b"encoding")? + 8..].trim_ascii_start();
    let (&quote, value) = after.strip_prefix(b"=")?.trim_ascii_start().split_first()?;
    let end = memchr::memchr(quote, value).filter(|_| quote == b'"' || quote == b'\'')?;
    Some(&value[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn all(bytes: &[u8]) -> Result<String, ReadFailure> {
        let mut decoded = Decoded::open(bytes)?;
        while decoded.more()? {}
        Ok(decoded.rest().to_owned())
    }

    fn utf_16(text: &str, mark: bool, big: bool) -> Vec<u8> {
        let order = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16()).flat_map(order).collect()
    }

    #[test]
    fn the_bytes_say_the_encoding_and_the_declaration_only_where_they_do_not() {
        let text = "<?xml version='1.0' encoding='UTF-8'?><tmx>Kafé “Gayo” 😀</tmx>";
        for (mark, big) in [(true, true), (true, false), (false, true), (false, false)] {
            assert_eq!(all(&utf_16(text, mark, big)).as_deref(), Ok(text), "mark {mark}, big {big}");
        }
        assert_eq!(all(&[b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat()).as_deref(), Ok(text));
        assert_eq!(all(text.as_bytes()).as_deref(), Ok(text));
        let wrong = "<?xml version=\"1.0\" encoding = \"UTF-16\"?><a>é</a>";
        assert_eq!(all(wrong.as_bytes()).as_deref(), Ok(wrong));
        for label in ["ISO-8859-1", "windows-1252", "ANSI"] {
            let head = format!("<?xml version=\"1.0\" encoding=\"{label}\"?>");
            assert_eq!(all(&[head.as_bytes(), b"caf\xE9"].concat()), Ok(head + "café"), "{label}");
        }
        assert_eq!(all(b"").map_err(|e| e.reason.key()), Err("read.empty"));
        assert_eq!(all(b"<\0\0\0t\0\0\0").map_err(|e| e.reason.key()), Err("read.encoding"));
    }

    #[test]
    fn what_a_mark_or_declaration_says_wrongly_is_told() {
        let faults = |bytes: &[u8]| {
            let mut decoded = Decoded::open(bytes).expect("opens");
            while decoded.more().expect("reads") {}
            let length = decoded.rest().len();
            let faults: Vec<(u64, &str)> =
                std::iter::from_fn(|| decoded.fault(length)).map(|(line, r)| (line, r.key())).collect();
            (decoded.rest().to_owned(), faults)
        };
        let told = |key| vec![(1, key)];
        for label in ["UTF-16", "ISO-8859-1", "us-ascii", "klingon"] {
            let text = format!("<?xml version='1.0' encoding='{label}'?><a>“é”</a>");
            assert_eq!(faults(text.as_bytes()), (text.clone(), told("read.wrong-encoding")), "{label}");
        }
        let text = "<?xml version='1.0' encoding='UTF-8'?><a>é</a>";
        assert_eq!(faults(&[b"\xFF\xFE", text.as_bytes()].concat()), (text.to_owned(), told("read.wrong-mark")));
        assert_eq!(
            faults(&[b"\xEF\xBB\xBF".as_slice(), &utf_16(text, false, false)].concat()),
            (text.to_owned(), told("read.wrong-mark"))
        );
        assert_eq!(faults(text.as_bytes()).1, []);
    }

    #[test]
    fn a_whole_file_is_read_in_what_an_editor_saves() {
        let text = "@ s0001.a1b2c3\n> Café – “Gayo”\n";
        for (mark, big) in [(true, true), (true, false), (false, true), (false, false)] {
            assert_eq!(whole(&utf_16(text, mark, big)).as_deref(), Some(text), "mark {mark}, big {big}");
        }
        assert_eq!(whole(&[b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat()).as_deref(), Some(text));
        assert_eq!(whole(b"> Caf\xE9 \x96 \x93Gayo\x94").as_deref(), Some("> Café – “Gayo”"));
        assert_eq!(whole(b""), Some(String::new()));
        assert_eq!(whole(&[0xFF, 0xFE, 0, 0]), None);
    }

    #[test]
    fn single_wrong_bytes_are_read_as_windows_1252_and_each_line_is_told() {
        let mut decoded = Decoded::open(b"<a>\r\n\xE9 \x93x\x94\n\xC3\xA9 \xE9\r</a>\xE9".as_slice()).expect("opens");
        decoded.more().expect("reads");
        decoded.more().expect("reads");
        assert_eq!(decoded.rest(), "<a>\r\né “x”\né é\r</a>é");
        assert_eq!(decoded.fault(3), None);
        let length = decoded.rest().len();
        let lines: Vec<u64> = std::iter::from_fn(|| decoded.fault(length)).map(|(line, _)| line).collect();
        assert_eq!(lines, [2, 3, 4]);
        let wide = [utf_16("<a>ab", false, false), vec![0, 0xD8], utf_16("c", false, false)].concat();
        assert_eq!(all(&wide).as_deref(), Ok("<a>ab\u{FFFD}c"));
    }

    #[test]
    fn lines_end_with_lf_cr_lf_or_cr_even_across_pieces() {
        let mut decoded = Decoded::open(b"a\r\nb\rc\n\nd".as_slice()).expect("opens");
        decoded.more().expect("reads");
        let lines: Vec<u64> = (0..9)
            .map(|_| {
                decoded.consume(1);
                decoded.line()
            })
            .collect();
        assert_eq!(lines, [1, 2, 2, 2, 3, 3, 4, 5, 5]);
    }

    #[test]
    fn a_piece_without_end_is_given_up() {
        let endless = std::io::BufReader::new(std::io::repeat(b'x').take(1 << 40));
        let mut decoded = Decoded::open(endless).expect("opens");
        while decoded.more().expect("reads") {
            assert!(decoded.rest().len() <= LONGEST + STEP);
        }
        assert!(decoded.is_full());
    }
}
