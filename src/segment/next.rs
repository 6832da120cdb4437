//! What stands behind a place where a sentence could end.

/// How many signs in a row are looked through for a letter.
pub(super) const SIGNS: usize = 200;
/// How many letters and joints of a word are looked at.
const LONGEST: usize = 40;

/// What stands behind a terminator.
pub(super) struct Next<'a> {
    /// The first character.
    pub(super) sign: char,
    /// A quotation mark opens before the first letter.
    pub(super) quote: bool,
    /// A bracket opens before the first letter.
    pub(super) bracket: bool,
    /// A dash stands before the first letter.
    pub(super) dash: bool,
    /// The first letter or digit behind opening marks; a sign when there is none.
    pub(super) first: char,
    /// The first word.
    pub(super) word: &'a str,
    /// How many bytes stand before the first word.
    offset: usize,
    /// What stands behind the first word.
    behind: &'a str,
    /// The first word and what stands behind it.
    all: &'a str,
}

impl<'a> Next<'a> {
    pub(super) fn of(rest: &'a str) -> Next<'a> {
        let sign = rest.chars().next().unwrap_or(' ');
        let mut next =
            Next { sign, quote: false, bracket: false, dash: false, first: ' ', word: "", offset: 0, behind: "", all: "" };
        for (i, c) in rest.char_indices().take(6) {
            next.first = c;
            match c {
                '"' | '“' | '‘' | '\'' | '«' | '„' | '’' | '”' | '»' => next.quote = true,
                // A quotation mark that another encoding made a question mark: `katanya. ?Kami menolak`.
                '?' if i == 0 => next.quote = true,
                '(' | '[' => next.bracket = true,
                '-' | '–' | '—' => next.dash = true,
                '*' | '_' | '¿' | '¡' | ' ' => {}
                _ => {
                    let length = rest[i..].find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len() - i);
                    next.offset = i;
                    next.all = &rest[i..];
                    (next.word, next.behind) = rest[i..].split_at(length);
                    break;
                }
            }
        }
        next
    }

    /// Whether a mark that mostly closes opens here: `”Kami menolak”`.
    pub(super) fn turned(&self) -> bool {
        let glued = self.first.is_alphanumeric() && self.offset == self.sign.len_utf8();
        glued && (matches!(self.sign, '”' | '»') || self.sign == '?' && self.upper())
    }

    pub(super) fn lower(&self) -> bool {
        self.first.is_lowercase()
    }

    /// The second word; empty when a sign stands before it.
    pub(super) fn second(&self) -> &'a str {
        let rest = self.behind.strip_prefix(' ').unwrap_or("");
        &rest[..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())]
    }

    /// The first word with the joints inside it: `M.H`, `Ltd`.
    pub(super) fn joined(&self) -> &'a str {
        // No table has longer ones, and without a space this would look through the rest of the text at every stop.
        let near = self.all.char_indices().nth(LONGEST).map_or(self.all, |(end, _)| &self.all[..end]);
        let end = near.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(near.len());
        near[..end].trim_end_matches('.')
    }

    /// Whether the first word is a share, a decimal or a price: `30 persen`, `50,25`, `Rp5.000`.
    pub(super) fn amount(&self) -> bool {
        if self.word.strip_prefix("Rp").is_some_and(|w| w.starts_with(|c: char| c.is_ascii_digit())) {
            return true;
        }
        let decimal = self.behind.strip_prefix(',').is_some_and(|b| b.starts_with(|c: char| c.is_ascii_digit()));
        self.first.is_numeric() && (decimal || self.behind.starts_with('%') || matches!(self.second(), "persen" | "percent"))
    }

    /// Whether an amount of money stands there: `Rp 5 juta`, `US$ 3`.
    pub(super) fn price(&self) -> bool {
        self.word.strip_prefix("Rp").is_some_and(|w| w.bytes().all(|b| b.is_ascii_digit())) || self.behind.starts_with('$')
    }

    /// Whether but one word stands there before the last of a row: `Siregar, dan`.
    pub(super) fn listed(&self) -> bool {
        [", dan ", ", serta ", ", and ", ", or "].iter().any(|and| self.behind.starts_with(and))
    }

    /// Whether a sentence of its own stands in the brackets: `(Harga bisa ditawar.)`.
    pub(super) fn aside(&self) -> bool {
        let mut inside = self.all.bytes().take(SIGNS);
        let end = inside.position(|b| b == b')').unwrap_or(0);
        let sentence = &self.all[..end];
        self.bracket && self.upper() && sentence.ends_with(['.', '!', '?']) && sentence.contains(' ')
    }

    /// Whether the first word is a label: `Jawab: Ya`.
    pub(super) fn label(&self) -> bool {
        self.behind.starts_with(": ")
    }

    /// Whether a full stop ends the first word.
    pub(super) fn stopped(&self) -> bool {
        self.behind.starts_with('.')
    }

    /// Whether the first word is "c/o" or the like.
    pub(super) fn slashed(&self) -> bool {
        self.word.len() == 1 && self.behind.starts_with('/')
    }

    /// Whether two capitalised words stand there, as in a name.
    pub(super) fn name(&self) -> bool {
        self.upper() && self.behind.strip_prefix(' ').is_some_and(|b| b.starts_with(char::is_uppercase))
    }

    /// A capital, or a letter of a script without capitals.
    pub(super) fn upper(&self) -> bool {
        self.first.is_alphabetic() && !self.first.is_lowercase()
    }
}
