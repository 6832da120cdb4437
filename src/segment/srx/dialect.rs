//! Regular expressions of ICU and Java, taken apart into what can be looked for.
//!
//! A pattern becomes branches of pieces: text in the syntax of `regex-syntax`, anchors, word boundaries and look-around. Groups
//! hold together what they held together; only those with look-around in them are multiplied out, so that it comes to the
//! edge of a branch where it can.
//!
//! **Invariant:** what has no equal is an error or a note, never something else.
//!
//! Source: ICU User Guide, "Regular Expressions"; java.util.regex.Pattern.

use super::property;
use super::trouble::Trouble;

/// The most branches that one pattern is multiplied out into.
const BRANCHES: usize = 64;
/// The most groups inside each other.
const DEPTH: u32 = 100;

/// A part of a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A regular expression without look-around.
    Text(String),
    /// The begin or the end of the text.
    Anchor(&'static str),
    /// A word boundary, or none.
    Boundary(bool),
    /// Look-around.
    Look {
        /// Whether it looks ahead.
        ahead: bool,
        /// Whether it must not match.
        negative: bool,
        /// What it looks for, a regular expression without look-around.
        body: String,
    },
}

/// Pieces one behind the other.
pub(super) type Branch = Vec<Piece>;

/// Returns the branches of `pattern`, any of which may match, and whether the hold of possessive quantifiers or atomic
/// groups was dropped.
///
/// # Errors
/// A pattern that is wrong, or that uses what cannot be expressed.
pub(super) fn parse(pattern: &str) -> Result<(Vec<Branch>, bool), Trouble> {
    let mut parser = Parser { chars: pattern.chars().collect(), at: 0, flags: String::new(), dropped: false, depth: 0 };
    let branches = parser.alternatives()?;
    if parser.at < parser.chars.len() {
        return Err(Trouble::Syntax(")".to_owned()));
    }
    Ok((branches, parser.dropped))
}

/// The text of `branches` as one regular expression; `None` when there is look-around in them.
pub(super) fn plain(branches: &[Branch]) -> Option<String> {
    let mut out = String::new();
    for (i, branch) in branches.iter().enumerate() {
        if i > 0 {
            out.push('|');
        }
        for piece in branch {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Anchor(anchor) => out.push_str(anchor),
                Piece::Boundary(true) => out.push_str(r"\b"),
                Piece::Boundary(false) => out.push_str(r"\B"),
                Piece::Look { .. } => return None,
            }
        }
    }
    Some(out)
}

/// What stands at one place of a pattern.
enum Atom {
    /// A piece; text is a unit that a quantifier may follow.
    Piece(Piece),
    Group(Vec<Branch>),
    /// A comment, or flags.
    Nothing,
}

/// What an escape stands for.
enum Escape {
    /// One character.
    Char(char),
    /// The inside of a class.
    Set(String),
    /// All but the inside of a class.
    Not(&'static str),
    Piece(Piece),
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    flags: String,
    dropped: bool,
    depth: u32,
}

const HORIZONTAL: &str = r"\t\p{Zs}";
const VERTICAL: &str = r"\n\x0b\x0c\r\x{85}\x{2028}\x{2029}";

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek();
        self.at += usize::from(c.is_some());
        c
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = text.chars().enumerate().all(|(i, c)| self.chars.get(self.at + i) == Some(&c));
        if found {
            self.at += text.chars().count();
        }
        found
    }

    /// Everything up to `end`, which is eaten too.
    fn until(&mut self, end: char) -> Result<String, Trouble> {
        let from = self.at;
        let length = self.chars[from..].iter().position(|&c| c == end).ok_or_else(|| Trouble::Syntax(end.to_string()))?;
        self.at += length + 1;
        Ok(self.chars[from..from + length].iter().collect())
    }

    fn alternatives(&mut self) -> Result<Vec<Branch>, Trouble> {
        let mut out = self.branches()?;
        while self.eat("|") {
            out.extend(self.branches()?);
        }
        if out.len() > BRANCHES && plain(&out).is_none() { Err(Trouble::TooLarge) } else { Ok(out) }
    }

    /// One alternative: more than one branch when a group in it is multiplied out.
    fn branches(&mut self) -> Result<Vec<Branch>, Trouble> {
        let mut out = vec![Branch::new()];
        while let Some(c) = self.peek() {
            if c == '|' || c == ')' {
                break;
            }
            if self.flags.contains('x') && (c.is_whitespace() || c == '#') {
                self.at += 1;
                while c == '#' && self.peek().is_some_and(|c| c != '\n') {
                    self.at += 1;
                }
                continue;
            }
            let atom = self.atom()?;
            let quantifier = self.quantifier()?;
            match atom {
                Atom::Nothing if quantifier.is_empty() => {}
                Atom::Piece(Piece::Text(text)) => {
                    let text = if self.flags.contains(['i', 's', 'm']) {
                        let flags: String = self.flags.chars().filter(|c| *c != 'x').collect();
                        format!("(?{flags}:{text}){quantifier}")
                    } else {
                        text + &quantifier
                    };
                    push(&mut out, &Piece::Text(text));
                }
                Atom::Piece(piece) if quantifier.is_empty() => push(&mut out, &piece),
                Atom::Group(group) => Parser::group_into(&mut out, group, &quantifier)?,
                Atom::Piece(_) | Atom::Nothing => return Err(Trouble::Repeated(quantifier)),
            }
        }
        Ok(out)
    }

    fn group_into(out: &mut Vec<Branch>, mut group: Vec<Branch>, quantifier: &str) -> Result<(), Trouble> {
        if !quantifier.is_empty() {
            let text = plain(&group).ok_or_else(|| Trouble::Repeated(quantifier.to_owned()))?;
            push(out, &Piece::Text(format!("(?:{text}){quantifier}")));
            return Ok(());
        }
        // `(?:\bdr|\bir)` is `\b(?:dr|ir)`.
        let shared = |pieces: Vec<Option<&Piece>>| match pieces.first() {
            Some(Some(piece @ Piece::Boundary(_))) if pieces.iter().all(|p| *p == Some(piece)) => Some((*piece).clone()),
            _ => None,
        };
        let (mut first, mut last) = (None, None);
        if group.len() > 1 {
            first = shared(group.iter().map(|b| b.first()).collect());
            if first.is_some() {
                for branch in &mut group {
                    branch.remove(0);
                }
            }
            last = shared(group.iter().map(|b| b.last()).collect());
            if last.is_some() {
                for branch in &mut group {
                    branch.pop();
                }
            }
        }
        if let Some(piece) = first {
            push(out, &piece);
        }
        let special = |b: &Branch| b.iter().any(|p| !matches!(p, Piece::Text(_)));
        let look = plain(&group).is_none();
        if group.len() == 1 || (look || group.iter().any(special)) && out.len() * group.len() <= BRANCHES {
            let joined = |(head, tail): (&Branch, &Branch)| {
                let mut branch = [head.clone()];
                for piece in tail {
                    push(&mut branch, piece);
                }
                let [branch] = branch;
                branch
            };
            *out = out.iter().flat_map(|head| group.iter().map(move |tail| (head, tail))).map(joined).collect();
        } else {
            let text = plain(&group).ok_or(Trouble::TooLarge)?;
            push(out, &Piece::Text(format!("(?:{text})")));
        }
        if let Some(piece) = last {
            push(out, &piece);
        }
        Ok(())
    }

    fn quantifier(&mut self) -> Result<String, Trouble> {
        let mut out = match self.peek() {
            Some(c @ ('*' | '+' | '?')) => {
                self.at += 1;
                c.to_string()
            }
            Some('{') => {
                self.at += 1;
                let inside = self.until('}')?;
                let number = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
                let right = match inside.split_once(',') {
                    Some((from, to)) => number(from.trim()) && (to.trim().is_empty() || number(to.trim())),
                    None => number(inside.trim()),
                };
                if !right {
                    return Err(Trouble::Syntax(format!("{{{inside}}}")));
                }
                format!("{{{}}}", inside.replace(' ', ""))
            }
            _ => return Ok(String::new()),
        };
        if self.eat("?") {
            out.push('?');
        } else if self.eat("+") {
            self.dropped = true;
        }
        Ok(out)
    }

    fn atom(&mut self) -> Result<Atom, Trouble> {
        let text = |text: String| Ok(Atom::Piece(Piece::Text(text)));
        match self.next() {
            None => Ok(Atom::Nothing),
            Some('(') => self.group(),
            Some('[') => text(self.class()?),
            Some('.') => text(".".to_owned()),
            Some('^') => Ok(Atom::Piece(Piece::Anchor(if self.flags.contains('m') { "(?m:^)" } else { "^" }))),
            Some('$') => Ok(Atom::Piece(Piece::Anchor(if self.flags.contains('m') { "(?m:$)" } else { "$" }))),
            Some(c @ ('*' | '+' | '?' | '{')) => Err(Trouble::Syntax(c.to_string())),
            Some('\\') if self.eat("Q") => {
                let from = self.at;
                while self.at < self.chars.len() && !self.eat(r"\E") {
                    self.at += 1;
                }
                let quoted: String = self.chars[from..self.at].iter().collect();
                let quoted = quoted.strip_suffix(r"\E").unwrap_or(&quoted);
                // A quantifier behind it is for its last character only.
                let mut chars = quoted.chars();
                let last = chars.next_back();
                let heads = regex_syntax::escape(chars.as_str());
                match last {
                    None => Ok(Atom::Nothing),
                    Some(last) if heads.is_empty() => text(escaped(last)),
                    Some(last) => {
                        let quantifier = self.quantifier()?;
                        text(format!("(?:{heads}{}{quantifier})", escaped(last)))
                    }
                }
            }
            Some('\\') => match self.escape()? {
                Escape::Char(c) => text(escaped(c)),
                Escape::Set(set) => text(format!("[{set}]")),
                Escape::Not(set) => text(format!("[^{set}]")),
                Escape::Piece(piece) => Ok(Atom::Piece(piece)),
            },
            Some(c) => text(escaped(c)),
        }
    }

    fn group(&mut self) -> Result<Atom, Trouble> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Trouble::TooLarge);
        }
        let flags = self.flags.clone();
        let mut look = None;
        if self.eat("?") {
            if self.eat("#") {
                self.until(')')?;
                self.depth -= 1;
                return Ok(Atom::Nothing);
            } else if self.eat("=") {
                look = Some((true, false));
            } else if self.eat("!") {
                look = Some((true, true));
            } else if self.eat("<=") {
                look = Some((false, false));
            } else if self.eat("<!") {
                look = Some((false, true));
            } else if self.eat(">") {
                self.dropped = true;
            } else if self.eat("<") {
                self.until('>')?;
            } else if !self.eat(":") && self.set_flags()? {
                self.depth -= 1;
                return Ok(Atom::Nothing);
            }
        }
        let inside = self.alternatives()?;
        if self.next() != Some(')') {
            return Err(Trouble::Syntax("(".to_owned()));
        }
        self.flags = flags;
        self.depth -= 1;
        let Some((ahead, negative)) = look else { return Ok(Atom::Group(inside)) };
        let body = plain(&inside).ok_or(Trouble::Look)?;
        Ok(Atom::Piece(Piece::Look { ahead, negative, body }))
    }

    /// Reads `i-s:` or `i-s)`; whether the group ends with it.
    fn set_flags(&mut self) -> Result<bool, Trouble> {
        let mut on = true;
        loop {
            match self.next() {
                Some('-') => on = false,
                // Unicode is the rule here; `d` and `w` are about line ends, which no text has.
                Some('u' | 'U' | 'd' | 'w') => {}
                Some(c @ ('i' | 's' | 'm' | 'x')) => {
                    self.flags.retain(|f| f != c);
                    if on {
                        self.flags.push(c);
                    }
                }
                Some(':') => return Ok(false),
                Some(')') => return Ok(true),
                other => return Err(Trouble::Syntax(format!("(?{}", other.map(String::from).unwrap_or_default()))),
            }
        }
    }

    /// A class, whose opening bracket has been read.
    fn class(&mut self) -> Result<String, Trouble> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Trouble::TooLarge);
        }
        let mut out = "[".to_owned();
        if self.eat("^") {
            out.push('^');
        }
        let mut empty = true;
        // Whether a range may begin with what was read last.
        let mut single = false;
        loop {
            let Some(c) = self.next() else { return Err(Trouble::Syntax("[".to_owned())) };
            match c {
                ']' if !empty => break,
                '[' if self.peek() == Some(':') => {
                    self.at += 1;
                    let negative = self.eat("^");
                    let name = self.until(':')?;
                    if !self.eat("]") {
                        return Err(Trouble::Syntax(format!("[:{name}")));
                    }
                    let inside = property::class(&name).ok_or(Trouble::Property(name))?;
                    for part in if negative { ["[^", &inside, "]"] } else { ["", &inside, ""] } {
                        out.push_str(part);
                    }
                    single = false;
                }
                '[' => {
                    out.push_str(&self.class()?);
                    single = false;
                }
                '&' if self.eat("&") => {
                    out.push_str("&&");
                    single = false;
                }
                '-' if self.chars[self.at..].starts_with(&['-', '[']) => {
                    self.at += 1;
                    out.push_str("--");
                    single = false;
                }
                '-' if single && !matches!(self.peek(), None | Some(']' | '[')) => {
                    out.push('-');
                    single = false;
                }
                '\\' if self.eat("Q") => {
                    while self.at < self.chars.len() && !self.eat(r"\E") {
                        out.push_str(&escaped(self.chars[self.at]));
                        self.at += 1;
                    }
                    single = false;
                }
                '\\' => match self.escape()? {
                    Escape::Char(c) => {
                        out.push_str(&escaped(c));
                        single = true;
                    }
                    Escape::Set(set) => {
                        out.push_str(&set);
                        single = false;
                    }
                    Escape::Not(set) => {
                        out.push_str("[^");
                        out.push_str(set);
                        out.push(']');
                        single = false;
                    }
                    // In a class it is a backspace to some and an error to others.
                    Escape::Piece(_) => return Err(Trouble::Escape(format!("[\\{}]", self.chars[self.at - 1]))),
                },
                c => {
                    out.push_str(&escaped(c));
                    single = true;
                }
            }
            empty = false;
        }
        out.push(']');
        self.depth -= 1;
        Ok(out)
    }

    /// An escape, whose backslash has been read.
    fn escape(&mut self) -> Result<Escape, Trouble> {
        let set = |set: &str| Ok(Escape::Set(set.to_owned()));
        let Some(c) = self.next() else { return Err(Trouble::Syntax("\\".to_owned())) };
        match c {
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => Ok(Escape::Set(format!("\\{c}"))),
            'h' => set(HORIZONTAL),
            'H' => Ok(Escape::Not(HORIZONTAL)),
            'v' => set(VERTICAL),
            'V' => Ok(Escape::Not(VERTICAL)),
            'R' => Ok(Escape::Piece(Piece::Text(format!(r"(?:\r\n|[{VERTICAL}])")))),
            'b' => Ok(Escape::Piece(Piece::Boundary(true))),
            'B' => Ok(Escape::Piece(Piece::Boundary(false))),
            'A' => Ok(Escape::Piece(Piece::Anchor(r"\A"))),
            // No text that is cut ends with a line break.
            'z' | 'Z' => Ok(Escape::Piece(Piece::Anchor(r"\z"))),
            'n' => Ok(Escape::Char('\n')),
            'r' => Ok(Escape::Char('\r')),
            't' => Ok(Escape::Char('\t')),
            'f' => Ok(Escape::Char('\x0c')),
            'a' => Ok(Escape::Char('\x07')),
            'e' => Ok(Escape::Char('\x1b')),
            'u' => self.utf_16(),
            'U' => self.hex(8).and_then(|code| char_of(code, 'U')),
            'x' if self.eat("{") => {
                let digits = self.until('}')?;
                let code = u32::from_str_radix(digits.trim(), 16).map_err(|_| Trouble::Escape(format!("\\x{{{digits}}}")))?;
                char_of(code, 'x')
            }
            'x' => self.hex(2).and_then(|code| char_of(code, 'x')),
            'c' => match self.next() {
                Some(c) if c.is_ascii() => Ok(Escape::Char(char::from(c.to_ascii_uppercase() as u8 ^ 0x40))),
                _ => Err(Trouble::Escape("\\c".to_owned())),
            },
            '0' => {
                let length = self.chars[self.at..].iter().take(3).take_while(|c| c.is_digit(8)).count();
                let digits: String = self.chars[self.at..self.at + length].iter().collect();
                self.at += length;
                char_of(u32::from_str_radix(&digits, 8).map_err(|_| Trouble::Escape("\\0".to_owned()))?, '0')
            }
            'p' | 'P' => {
                let name = if self.eat("{") { self.until('}')? } else { self.next().map(String::from).unwrap_or_default() };
                let (name, inverted) = name.strip_prefix('^').map_or((&*name, false), |n| (n, true));
                let inside = property::class(name).ok_or_else(|| Trouble::Property(name.to_owned()))?;
                Ok(Escape::Set(if (c == 'P') == inverted { format!("[{inside}]") } else { format!("[^{inside}]") }))
            }
            '1'..='9' | 'k' => Err(Trouble::Reference(format!("\\{c}"))),
            c if c.is_ascii_alphanumeric() => Err(Trouble::Escape(format!("\\{c}"))),
            c => Ok(Escape::Char(c)),
        }
    }

    /// `\uXXXX`, two of them for a character beyond the first plane.
    fn utf_16(&mut self) -> Result<Escape, Trouble> {
        let unit = self.hex(4)?;
        if (0xd800..0xdc00).contains(&unit) && self.eat(r"\u") {
            let low = self.hex(4)?;
            if (0xdc00..0xe000).contains(&low) {
                return char_of(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00), 'u');
            }
        }
        char_of(unit, 'u')
    }

    fn hex(&mut self, length: usize) -> Result<u32, Trouble> {
        let digits: String = self.chars[self.at..].iter().take(length).collect();
        let right = digits.len() == length && digits.bytes().all(|b| b.is_ascii_hexdigit());
        let code = if right { u32::from_str_radix(&digits, 16).ok() } else { None };
        self.at += if code.is_some() { length } else { 0 };
        code.ok_or_else(|| Trouble::Escape(format!("\\{}{digits}", self.chars[self.at - 1])))
    }
}

fn char_of(code: u32, letter: char) -> Result<Escape, Trouble> {
    char::from_u32(code).map(Escape::Char).ok_or_else(|| Trouble::Escape(format!("\\{letter}{code:X}")))
}

fn push(branches: &mut [Branch], piece: &Piece) {
    for branch in branches {
        match (branch.last_mut(), piece) {
            (Some(Piece::Text(before)), Piece::Text(text)) => before.push_str(text),
            _ => branch.push(piece.clone()),
        }
    }
}

fn escaped(c: char) -> String {
    let mut buffer = [0; 4];
    match c {
        // A space would be lost where a class or a pattern ignores it.
        ' ' => r"\x20".to_owned(),
        _ => regex_syntax::escape(c.encode_utf8(&mut buffer)),
    }
}
