//! One pass over a paragraph: quotes, brackets, and every place where a sentence could end.
//!
//! What a full stop means is decided in `stop`; here stands what lies around it.

use std::ops::Range;

use super::next::{Next, SIGNS};
use super::stop::{self, Stop};
use super::words::{Kind, Words};
use super::{Decision, Rule};

/// How far a bracket or a quoted title is looked ahead for, in bytes.
const REACH: usize = 600;
/// The longest quoted title inside a sentence, in bytes.
const TITLE: usize = 120;

/// The longest name behind a quotation and a dash, in bytes.
const SIGNATURE: usize = 60;

/// A stretch in which nothing is cut.
#[derive(Clone, Copy)]
struct Hold {
    /// Its last byte (the closing mark).
    last: usize,
    rule: Rule,
    /// A bracket that stands by itself: a sentence may end with it.
    free: bool,
}

struct Scan<'a> {
    text: &'a str,
    end: usize,
    words: &'a Words,
    /// Where the sentence in hand begins.
    begin: usize,
    quoted: bool,
    hold: Option<Hold>,
}

/// Reports every decision about `range` of `text`, in order; the range holds no boundary of its own at its end.
pub(super) fn scan(text: &str, range: Range<usize>, words: &Words, emit: &mut impl FnMut(Decision)) {
    let mut at = range.start;
    let mut s = Scan { text, end: range.end, words, begin: range.start, quoted: false, hold: None };
    let bytes = text.as_bytes();
    while at < s.end {
        at = match bytes[at] {
            b'.' | b'!' | b'?' => s.terminator(at, emit),
            b'"' => {
                s.quote(at, 1, "\"");
                at + 1
            }
            b'(' | b'[' => {
                s.bracket(at);
                at + 1
            }
            0xe2 => match s.char_at(at) {
                Some('…') => s.terminator(at, emit),
                Some('“') => {
                    s.quote(at, 3, "”");
                    at + 3
                }
                _ => at + 3,
            },
            _ => at + 1,
        };
    }
}

impl Scan<'_> {
    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..self.end)?.chars().next()
    }

    /// A double quotation mark: keeps count of straight ones, and holds a quoted title together.
    fn quote(&mut self, at: usize, length: usize, close: &str) {
        let straight = length == 1;
        let opens = !straight || !self.quoted;
        if straight {
            self.quoted = !self.quoted;
        }
        if !opens || self.hold.is_some_and(|h| h.last >= at) {
            return;
        }
        let before = self.text[self.begin..at].trim_end();
        let spaced = before.len() < at - self.begin;
        let running = spaced && before.chars().next_back().is_some_and(char::is_alphanumeric);
        if !(running || spaced && before.ends_with(':')) || self.words.is_speech(stop::last_word(before)) {
            return;
        }
        let inside = at + length;
        let window = window(self.text, inside, self.end, TITLE);
        let Some(length) = window.find(close) else { return };
        let title = &window[..length];
        let behind = self.text[inside + length + close.len()..self.end].trim_start_matches(' ');
        if is_headline(title) && (behind.is_empty() || behind.starts_with(['.', ',', '?', ')'])) {
            self.hold = Some(Hold { last: inside + length, rule: Rule::QuotedTitle, free: false });
            return;
        }
        if !running {
            return;
        }
        let word = &behind[..behind.find(|c: char| !c.is_alphanumeric()).unwrap_or(behind.len())];
        let said = title.ends_with(',') || title.ends_with('.') && self.words.is_speech(word);
        if title.contains(['.', '?', '!']) && !said && behind.starts_with(char::is_lowercase) {
            self.hold = Some(Hold { last: inside + length, rule: Rule::QuotedTitle, free: false });
        }
    }

    /// An opening bracket: holds together what stands between it and its mate.
    fn bracket(&mut self, at: usize) {
        if self.hold.is_some_and(|h| h.last >= at) {
            return;
        }
        let window = window(self.text, at, self.end, REACH);
        // Thousands of brackets that nobody closes are not counted through one by one.
        if memchr::memchr2(b')', b']', window.as_bytes()).is_none() {
            return;
        }
        let mut depth = 0usize;
        for (i, b) in window.bytes().enumerate() {
            match b {
                b'(' | b'[' => depth += 1,
                b')' | b']' => {
                    depth -= 1;
                    if depth == 0 {
                        let free = self.text[self.begin..at].trim().is_empty();
                        self.hold = Some(Hold { last: at + i, rule: Rule::Parenthesis, free });
                        return;
                    }
                }
                _ => {}
            }
        }
    }

    /// A run of full stops, question or exclamation marks at `at`; returns where the pass goes on.
    fn terminator(&mut self, at: usize, emit: &mut impl FnMut(Decision)) -> usize {
        let mut run = Run { mark: false, stops: 0 };
        let mut behind = at;
        let mut run_end = at;
        let mut closed_quote = false;
        let mut closed = false;
        let mut again = false;
        while let Some(c) = self.char_at(behind) {
            match c {
                '.' => run.stops += 1,
                '…' => run.stops += 3,
                '!' | '?' => run.mark = true,
                '"' if !self.closes(behind) => break,
                '"' => {
                    self.quoted = false;
                    closed_quote = true;
                }
                '”' | '»' => closed_quote = true,
                '“' | '\'' | '’' | '‘' if self.ends_word(behind + c.len_utf8()) => closed_quote = true,
                ')' | ']' => closed = true,
                '[' => match footnote(&self.text[behind..self.end]) {
                    Some(length) => {
                        behind += length;
                        continue;
                    }
                    None => break,
                },
                _ => break,
            }
            behind += c.len_utf8();
            // ". . .": an ellipsis with spaces in it.
            let rest = &self.text[behind..self.end];
            if c == '.' && rest.starts_with(" .") && (run.stops > 1 || rest.starts_with(" . .")) && self.ends_word(behind + 2) {
                behind += 1;
            }
            if matches!(c, '.' | '…' | '!' | '?') {
                if !(closed_quote || closed) {
                    run_end = behind;
                }
                again |= closed;
            }
        }
        // A closing mark that a space separates from the sentence still belongs to it.
        if self.quoted && self.text[behind..self.end].starts_with(" \"") && self.ends_word(behind + 2) {
            behind += 2;
            self.quoted = false;
            closed_quote = true;
        }
        let next = self.skip_space_and_pictures(behind);
        if next >= self.end {
            return self.end.max(behind);
        }
        let rule = self.rule(&Place { at, run_end, behind, next, run, closed_quote, closed, again });
        emit(Decision { at: next, rule });
        if rule.cuts() {
            self.begin = next;
        }
        // Quotes and brackets that follow are read by the pass itself.
        behind.max(at + 1)
    }

    /// Whether the straight quotation mark at `at` closes.
    fn closes(&self, at: usize) -> bool {
        self.quoted || self.ends_word(at + 1)
    }

    fn ends_word(&self, at: usize) -> bool {
        self.char_at(at).is_none_or(|c| {
            c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | ')' | ']' | '!' | '?' | '"' | '”' | '’' | '\'')
        })
    }

    fn skip_space_and_pictures(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(c) = self.char_at(at) {
            let picture = matches!(c, '\u{1f300}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{fe0f}' | '\u{200d}');
            if !(c.is_whitespace() || picture || is_unseen(c)) {
                break;
            }
            at += c.len_utf8();
        }
        at
    }

    fn rule(&self, p: &Place) -> Rule {
        let glued = self.text[p.behind..p.next].chars().all(is_unseen);
        if let Some(hold) = self.hold.filter(|h| p.at <= h.last)
            && (p.behind <= hold.last || !(hold.free || p.again) && hold.rule == Rule::Parenthesis)
        {
            return hold.rule;
        }
        if !self.text[self.begin..p.at].chars().rev().take(SIGNS).any(char::is_alphanumeric) {
            return Rule::Empty;
        }
        let next = Next::of(&self.text[p.next..self.end]);
        if glued {
            return self.glued(p, &next);
        }
        let goes_on =
            matches!(next.sign, ',' | ';' | ':' | ')' | ']' | '/' | '=' | '&' | '%' | '|' | '»' | '”' | '.' | '?' | '!');
        if goes_on && !next.turned() {
            return Rule::Punctuation;
        }
        if next.dash && next.lower() {
            return Rule::Punctuation;
        }
        if p.run.mark {
            return self.mark(p, &next);
        }
        if p.run.stops > 1 {
            return if next.upper() || (next.quote && !next.lower()) { Rule::EllipsisEnd } else { Rule::EllipsisContinues };
        }
        if p.closed_quote || p.closed {
            if p.closed_quote && next.dash && next.upper() && !next.quote && self.signed(p.next) {
                return Rule::Attribution;
            }
            if next.lower() {
                return if p.closed_quote { Rule::Attribution } else { Rule::Parenthesis };
            }
            return Rule::Terminator;
        }
        stop::rule(&Stop { sentence: &self.text[self.begin..p.at], next: &next, words: self.words })
    }

    /// `?` or `!`, with white space behind it.
    fn mark(&self, p: &Place, next: &Next<'_>) -> Rule {
        let word = stop::last_word(&self.text[self.begin..p.run_end]);
        if !p.closed_quote && self.words.abbreviation(word).is_some() {
            return Rule::Abbreviation;
        }
        if next.lower() && !(next.quote || next.bracket) {
            // Who begins without a capital begins the next sentence so too.
            let small = || {
                let first = self.text[self.begin..p.at].chars().take(SIGNS).find(|c| c.is_alphabetic());
                first.is_some_and(char::is_lowercase)
            };
            return match p.closed_quote {
                true => Rule::Attribution,
                false if small() => Rule::LowerStart,
                false => Rule::MarkContinues,
            };
        }
        if p.closed_quote && next.upper() && !next.quote && self.attributed(p.next) {
            return Rule::Attribution;
        }
        Rule::Terminator
    }

    /// Whether a name of one to three words and a verb of saying stand at `at`.
    fn attributed(&self, at: usize) -> bool {
        let mut words = self.text[at..self.end].split_whitespace();
        for i in 0..4 {
            let Some(word) = words.next() else { return false };
            let bare = word.trim_end_matches([',', '.']);
            if i > 0 && self.words.is_speech(bare) {
                return true;
            }
            if bare.len() < word.len() && !word.ends_with('.') || !word.starts_with(char::is_uppercase) {
                return false;
            }
        }
        false
    }

    /// Whether but a name, and no sentence, stands behind the dash at `at`.
    fn signed(&self, at: usize) -> bool {
        let rest = &self.text[at..self.end];
        rest.len() <= SIGNATURE && !rest.contains(['.', '!', '?'])
    }

    /// No white space behind the terminator.
    fn glued(&self, p: &Place, next: &Next<'_>) -> Rule {
        let first = next.sign;
        if first.is_lowercase() || first.is_numeric() {
            return if first.is_numeric() { Rule::Number } else { Rule::Joined };
        }
        if !(first.is_uppercase() || next.quote && next.upper()) {
            return Rule::Punctuation;
        }
        let before = &self.text[self.begin..p.at];
        let starts = next.word.chars().nth(1).is_some_and(char::is_lowercase);
        let acronym = next.word.len() > 1 && next.word.bytes().all(|b| b.is_ascii_uppercase());
        if p.closed_quote || next.quote || p.closed && !p.run.mark {
            return if starts || acronym { Rule::MissingSpace } else { Rule::Joined };
        }
        let word = stop::last_word(before);
        if self.text[self.begin..p.at].trim() == word && stop::is_marker(word) {
            return Rule::ListMarker;
        }
        let lowered = word.chars().count() > 1 && word.chars().skip(1).all(char::is_lowercase);
        let figure = before.ends_with([')', '”', '"', '%']) || is_figure(word);
        let capitals = word.len() >= 3 && word.bytes().all(|b| b.is_ascii_uppercase());
        let sentence = lowered || (figure || capitals) && starts;
        if !sentence || !(starts || acronym && word.len() > 3) {
            return Rule::Joined;
        }
        if self.words.is_suffix(next.word)
            || next.stopped() && self.words.abbreviation(next.joined()) == Some(Kind::Close)
            || self.words.abbreviation(word).is_some_and(|kind| match kind {
                Kind::Close | Kind::Degree | Kind::Unit => false,
                Kind::Name => next.name(),
                _ => true,
            })
        {
            return Rule::Joined;
        }
        // "PN Jkt.Pst": no whole words.
        if stop::is_clipped(word) || stop::is_clipped(next.word) {
            return Rule::Joined;
        }
        // Another joint in the same word makes it a file, an address or a case number.
        let near = before.char_indices().rev().nth(SIGNS).map_or(before, |(i, _)| &before[i..]);
        let joined = near.rsplit(char::is_whitespace).next().unwrap_or(near);
        let rest = window(self.text, p.next, self.end, SIGNS);
        let rest = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
        let inner = rest.trim_end_matches(['.', ',', '"', '”', '!', '?', ')']);
        if !before.ends_with(')') && !is_figure(word) && joined.contains(['@', '/', '_', '.', '$'])
            || inner.contains(['@', '/', '_', '.'])
        {
            return Rule::Joined;
        }
        if p.run.stops > 1 && !starts { Rule::EllipsisContinues } else { Rule::MissingSpace }
    }
}

/// A terminator with what closes behind it.
struct Place {
    at: usize,
    run_end: usize,
    /// Behind the closing marks.
    behind: usize,
    /// Where the next sentence would begin.
    next: usize,
    run: Run,
    closed_quote: bool,
    closed: bool,
    /// A full stop or a mark follows the closing bracket too.
    again: bool,
}

#[derive(Clone, Copy)]
struct Run {
    mark: bool,
    stops: u32,
}

/// Whether every longer word of `title` has a capital, some inside a sentence of it, and no mark ends it: `Gempa! Warga Panik`.
fn is_headline(title: &str) -> bool {
    let mut inside = false;
    let mut begins = true;
    for word in title.split_whitespace() {
        if word.len() > 4 && word.starts_with(char::is_lowercase) {
            return false;
        }
        inside |= !begins && word.len() > 4 && word.starts_with(char::is_uppercase);
        begins = word.ends_with(['.', '!', '?']);
    }
    inside && !begins && title.contains(['!', '?', '.'])
}

/// A character without width.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

fn is_figure(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// `text[from..]`, at most `reach` bytes of it, before `end`.
fn window(text: &str, from: usize, end: usize, reach: usize) -> &str {
    let mut to = end.min(from + reach);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    &text[from..to]
}

/// The length of a footnote mark such as `[3]` at the start of `rest`.
fn footnote(rest: &str) -> Option<usize> {
    let digits = rest.bytes().skip(1).take_while(u8::is_ascii_digit).count();
    (digits > 0 && rest.as_bytes().get(digits + 1) == Some(&b']')).then_some(digits + 2)
}
