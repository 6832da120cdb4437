//! What goes to the terminal: colour or not, texts from data made harmless, the word diff, lines and tables that fit.
//!
//! Leaves to others: what is said. A result that does not go to a terminal is not changed.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal as _, StdoutLock, Write};

use clap::builder::StyledStr;
use clap::builder::styling::{AnsiColor, Effects, Style};

use super::args::{ColorWhen, Globals};

/// Where something is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Stream {
    /// Results.
    Stdout,
    /// Messages.
    Stderr,
}

impl Stream {
    /// Whether it is a terminal.
    pub(crate) fn is_terminal(self) -> bool {
        match self {
            Stream::Stdout => io::stdout().is_terminal(),
            Stream::Stderr => io::stderr().is_terminal(),
        }
    }

    fn colored(self, when: ColorWhen) -> bool {
        let set = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty());
        let plain = set("NO_COLOR") || std::env::var_os("TERM").is_some_and(|v| v == "dumb");
        match when {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => self.is_terminal() && !plain,
        }
    }
}

/// Locked, buffered standard output. A reader that went away (`| head`) is an error of kind `BrokenPipe`, which
/// ends the run quietly; end with [`Out::finish`], or a full disk goes unnoticed.
pub(crate) struct Out(BufWriter<StdoutLock<'static>>);

/// Returns standard output, locked for as long as the writer lives.
pub(crate) fn out() -> Out {
    Out(BufWriter::with_capacity(64 * 1024, io::stdout().lock()))
}

impl Out {
    /// Writes what is still in the buffer.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Writes `text` to standard output: as it is, but for a person in lines that break between words.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = out();
    out.write_all(fitted(text, Stream::Stdout).as_bytes())?;
    out.finish()
}

/// Writes `text` and a line break to standard error, for a person in lines that break between words.
pub(crate) fn note(text: &str) {
    eprintln!("{}", fitted(text, Stream::Stderr));
}

/// As [`note`], without the line break at the end.
pub(crate) fn note_lines(text: &str) {
    eprint!("{}", fitted(text, Stream::Stderr));
}

fn fitted(text: &str, stream: Stream) -> Cow<'_, str> {
    if stream.is_terminal() { fit(text, width()) } else { Cow::Borrowed(text) }
}

/// Returns `text` with each line that is wider than `width` columns broken at its spaces, below its own indent. What a line
/// of the text leaves of spaces between words stays, and so do JSON lines: they are to be copied.
fn fit(text: &str, width: usize) -> Cow<'_, str> {
    let fits = |line: &str| line.starts_with('{') || columns(line) <= width;
    if text.split('\n').all(fits) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + text.len() / width.max(1));
    for (n, line) in text.split('\n').enumerate() {
        if n > 0 {
            out.push('\n');
        }
        if fits(line) {
            out.push_str(line);
            continue;
        }
        let words = line.trim_start_matches(' ');
        let indent = (line.len() - words.len()).min(width / 2);
        let (mut at, mut gap) = (indent, 0);
        let _ = write!(out, "{:indent$}", "");
        for word in words.split(' ') {
            let length = columns(word);
            if at > indent && length > 0 && at + gap + length > width {
                let _ = write!(out, "\n{:indent$}", "");
                (at, gap) = (indent, 0);
            }
            if length > 0 || !word.is_empty() {
                let _ = write!(out, "{:gap$}{word}", "");
                at += gap + length;
                gap = 0;
            }
            gap += 1;
        }
    }
    Cow::Owned(out)
}

/// How many columns a line takes, the marks of its colours left out.
fn columns(line: &str) -> usize {
    let mut chars = line.chars();
    let mut out = 0;
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // A style ends with its letter.
            let _ = chars.find(char::is_ascii_alphabetic);
        } else {
            out += 1;
        }
    }
    out
}

/// Returns a text of clap's with or without its colours.
pub(crate) fn styled(text: &StyledStr, when: ColorWhen, stream: Stream) -> String {
    if stream.colored(when) { text.ansi().to_string() } else { text.to_string() }
}

/// Returns the columns of the terminal, 40–120; 80 where there is none and `COLUMNS` says nothing.
pub(crate) fn width() -> usize {
    let columns = || std::env::var("COLUMNS").ok().and_then(|c| c.trim().parse().ok());
    let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    columns().or_else(terminal).unwrap_or(80).clamp(40, 120)
}

/// How texts are shown on one stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Screen {
    /// Colours and styles are used.
    pub(crate) color: bool,
    /// A person is looking: texts from data are cleaned.
    pub(crate) terminal: bool,
    /// Columns.
    pub(crate) width: usize,
}

impl Screen {
    /// The screen behind `stream`.
    pub(crate) fn new(stream: Stream, when: ColorWhen) -> Screen {
        Screen { color: stream.colored(when), terminal: stream.is_terminal(), width: width() }
    }

    /// The screen for results.
    pub(crate) fn of(globals: &Globals) -> Screen {
        Screen::new(Stream::Stdout, globals.color)
    }

    /// A text from data: cleaned for a person, as it is for a file or a pipe.
    pub(crate) fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.terminal { clean(text) } else { Cow::Borrowed(text) }
    }

    /// In bold.
    pub(crate) fn bold(&self, text: &str) -> String {
        self.paint(Style::new().bold(), text)
    }

    /// Fainter than the rest.
    pub(crate) fn dim(&self, text: &str) -> String {
        self.paint(Style::new().dimmed(), text)
    }

    /// For what is wrong.
    pub(crate) fn red_bold(&self, text: &str) -> String {
        self.paint(AnsiColor::Red.on_default().bold(), text)
    }

    /// For what needs a look.
    pub(crate) fn yellow(&self, text: &str) -> String {
        self.paint(AnsiColor::Yellow.on_default(), text)
    }

    /// For what is well.
    pub(crate) fn green(&self, text: &str) -> String {
        self.paint(AnsiColor::Green.on_default(), text)
    }

    fn paint(&self, style: Style, text: &str) -> String {
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    /// The word diff of a match (`=`, `-`, `+`): deleted words red and struck, inserted ones green and underlined;
    /// without colour `[-old-]{+new+}`. White space at the edge of a piece stays outside the mark.
    pub(crate) fn diff<S: AsRef<str>>(&self, pieces: &[(char, S)]) -> String {
        let mut out = String::new();
        for (mark, piece) in pieces {
            let piece = self.text(piece.as_ref());
            let words = piece.trim();
            let (style, open, close) = match mark {
                '-' => (AnsiColor::Red.on_default() | Effects::STRIKETHROUGH, "[-", "-]"),
                '+' => (AnsiColor::Green.on_default() | Effects::UNDERLINE, "{+", "+}"),
                _ => {
                    out.push_str(&piece);
                    continue;
                }
            };
            if words.is_empty() && !self.color {
                let _ = write!(out, "{open}{piece}{close}");
                continue;
            }
            let start = piece.len() - piece.trim_start().len();
            let (before, after) = (&piece[..start], &piece[start + words.len()..]);
            let _ = if self.color {
                write!(out, "{before}{style}{words}{style:#}{after}")
            } else {
                write!(out, "{before}{open}{words}{close}{after}")
            };
        }
        out
    }
}

/// Returns a text from data as one harmless line: white space of any kind is one space each, control characters and
/// the marks that turn the direction of writing become `�`, so that nothing vanishes unseen.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    cleaned(text, false)
}

/// As [`clean`], but line breaks stay.
pub(crate) fn clean_lines(text: &str) -> Cow<'_, str> {
    cleaned(text, true)
}

/// Returns a name as it is typed in a suggested command: in quotes when a shell would take it apart.
pub(crate) fn typed(name: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_alphanumeric() || "._-/+:,@%=\\".contains(c);
    match name.chars().all(plain) && !name.is_empty() {
        true => Cow::Borrowed(name),
        false if cfg!(windows) => Cow::Owned(format!("\"{name}\"")),
        false => Cow::Owned(format!("'{}'", name.replace('\'', r"'\''"))),
    }
}

fn cleaned(text: &str, lines: bool) -> Cow<'_, str> {
    let replaced = |c: char| match c {
        '\n' if lines => None,
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if c.is_control() => Some('\u{fffd}'),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some('\u{fffd}'),
        _ => None,
    };
    if text.chars().any(|c| replaced(c).is_some()) {
        Cow::Owned(text.chars().map(|c| replaced(c).unwrap_or(c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Returns `text` broken between words into lines of at most `width` columns, each with `indent` spaces before it;
/// line breaks of the text stay. A longer word stands alone.
pub(crate) fn wrap(text: &str, width: usize, indent: usize) -> String {
    let room = width.saturating_sub(indent).max(10);
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut columns = 0;
        for word in paragraph.split(' ').filter(|w| !w.is_empty()) {
            let length = word.chars().count();
            if columns > 0 && columns + 1 + length > room {
                lines.push(std::mem::take(&mut line));
                columns = 0;
            }
            if columns > 0 {
                line.push(' ');
                columns += 1;
            }
            line.push_str(word);
            columns += length;
        }
        lines.push(line);
    }
    let indented = lines.iter().map(|l| if l.is_empty() { String::new() } else { format!("{:indent$}{l}", "") });
    indented.collect::<Vec<_>>().join("\n")
}

/// How a column of a table stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    /// Text.
    Left,
    /// Figures.
    Right,
}

/// Returns `rows` as lines with columns two spaces apart, without white space at the end; cells are plain text.
pub(crate) fn table(rows: &[Vec<String>], columns: &[Align]) -> String {
    let length = |cell: &String| cell.chars().count();
    let widest: Vec<usize> =
        (0..columns.len()).map(|c| rows.iter().filter_map(|r| r.get(c)).map(length).max().unwrap_or_default()).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (c, cell) in row.iter().enumerate() {
            let pad = widest.get(c).copied().unwrap_or_default().saturating_sub(length(cell));
            let between = if c > 0 { "  " } else { "" };
            let _ = match columns.get(c) {
                Some(Align::Right) => write!(line, "{between}{:pad$}{cell}", ""),
                _ => write!(line, "{between}{cell}{:pad$}", ""),
            };
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PLAIN: Screen = Screen { color: false, terminal: true, width: 80 };

    #[test]
    fn the_diff_without_and_with_colour() {
        let pieces = [('=', "Pada"), ('-', " Mei 2022"), ('+', " Juni 2023"), ('=', " ia pergi.")];
        assert_eq!(PLAIN.diff(&pieces), "Pada [-Mei 2022-] {+Juni 2023+} ia pergi.");
        let colored = Screen { color: true, ..PLAIN }.diff(&pieces);
        assert!(colored.contains("\u{1b}[9m") && colored.contains("\u{1b}[31m"), "{colored:?}");
        assert!(colored.contains("\u{1b}[4m") && colored.contains("\u{1b}[32m"), "{colored:?}");
        assert_eq!(PLAIN.diff(&[('+', " ")]), "{+ +}");
    }

    #[test]
    fn data_cannot_steer_the_terminal() {
        assert_eq!(clean("tenang"), Cow::Borrowed("tenang"));
        assert_eq!(clean("a\u{1b}[31mb\u{202e}c\u{9b}d\ne\tf"), "a\u{fffd}[31mb\u{fffd}c\u{fffd}d e f");
        assert_eq!(clean_lines("a\nb\r"), "a\nb ");
        assert_eq!(Screen { terminal: false, ..PLAIN }.text("a\u{1b}b"), "a\u{1b}b");
    }

    #[test]
    #[cfg(not(windows))]
    fn a_name_can_be_typed_as_it_is_suggested() {
        assert_eq!(typed("arsip/kopi-gayo.draft.docx"), Cow::Borrowed("arsip/kopi-gayo.draft.docx"));
        assert_eq!(typed("berita pagi.tsv"), "'berita pagi.tsv'");
        assert_eq!(typed("Jum'at; rm"), r"'Jum'\''at; rm'");
        assert_eq!(typed(""), "''");
    }

    #[test]
    fn columns_line_up() {
        let rows = [["kantor", "1200"], ["umum é", "7"]].map(|r| r.map(str::to_owned).to_vec());
        assert_eq!(table(&rows, &[Align::Left, Align::Right]), "kantor  1200\numum é     7\n");
    }

    #[test]
    fn a_message_fits_the_terminal() {
        let text = "Disimpan.\n  #3: baris ganda atau gabungan, tidak diambil";
        assert_eq!(fit(text, 80), Cow::Borrowed(text));
        assert_eq!(fit(text, 25), "Disimpan.\n  #3: baris ganda atau\n  gabungan, tidak diambil");
        // Columns that line up still do, colours take no room, and JSON stays a line.
        assert_eq!(fit("kantor    1200  satuan", 16), "kantor    1200\nsatuan");
        assert_eq!(fit("\u{1b}[1mgalat\u{1b}[0m: berkas", 13), "\u{1b}[1mgalat\u{1b}[0m: berkas");
        assert_eq!(fit("{\"a\": 1, \"b\": 2}", 8), "{\"a\": 1, \"b\": 2}");
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("satu dua tiga empat", 14, 2), "  satu dua\n  tiga empat");
        assert_eq!(wrap("a\n\nb", 20, 1), " a\n\n b");
    }

    proptest! {
        #[test]
        fn nothing_that_is_cleaned_can_control(text in "\\PC{0,20}|.{0,20}|[\\x00-\\x20\u{202a}-\u{202e}]{0,9}") {
            let out = clean(&text);
            prop_assert!(!out.chars().any(char::is_control));
            prop_assert_eq!(out.chars().count(), text.chars().count());
        }

        #[test]
        fn fitting_keeps_every_word_and_every_width_but_a_long_word(text in "( {0,4}[a-z]{1,9}( {1,3}[a-z]{1,25}){0,12}\\n?){0,3}") {
            let out = fit(&text, 20);
            prop_assert_eq!(out.split_whitespace().collect::<Vec<_>>(), text.split_whitespace().collect::<Vec<_>>());
            for line in out.split('\n') {
                prop_assert!(columns(line) <= 20 || !line.trim().contains(' '), "{:?}", line);
            }
        }

        #[test]
        fn wrapping_keeps_every_word(text in "[a-z ]{0,80}") {
            let wrapped = wrap(&text, 20, 0);
            prop_assert_eq!(wrapped.split_whitespace().collect::<Vec<_>>(), text.split_whitespace().collect::<Vec<_>>());
        }
    }
}
