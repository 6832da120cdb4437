//! What stands behind a place where a sentence could end.

/// How many signs in a row are looked through for a letter.
pub(super) const SIGNS: usize = 200;

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
}

impl<'a> Next<'a> {
    pub(super) fn of(rest: &'a str) -> Next<'a> {
        let mut next =
            Next { sign: rest.chars().next().unwrap_or(' '), quote: false, bracket: false, dash: false, first: ' ', word: "" };
        for (i, c) in rest.char_indices().take(6) {
            next.first = c;
            match c {
                '"' | '“' | '‘' | '\'' | '«' | '„' | '’' => next.quote = true,
                '(' | '[' => next.bracket = true,
                '-' | '–' | '—' => next.dash = true,
                '*' | '_' | '¿' | '¡' | ' ' => {}
                _ => {
                    let length = rest[i..].find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len() - i);
                    next.word = &rest[i..i + length];
                    break;
                }
            }
        }
        next
    }

    pub(super) fn lower(&self) -> bool {
        self.first.is_lowercase()
    }

    /// A capital, or a letter of a script without capitals.
    pub(super) fn upper(&self) -> bool {
        self.first.is_alphabetic() && !self.first.is_lowercase()
    }
}
