//! The one reader of the language tables under `memory/language/`.
//!
//! A table is UTF-8, one entry a line, fields separated by tabs; `#` at the start of a line opens a comment, blank lines
//! do not count. What the fields mean is known where the table is used.

/// One entry of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Line in the table, from 1.
    pub line: usize,
    /// The fields, outer white space trimmed.
    pub fields: Vec<&'a str>,
}

/// A line of a table that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{table}, line {line}: {problem}")]
pub struct TableError {
    /// Name of the table, as in `memory/language/`.
    pub table: String,
    /// Line in the table, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: String,
}

/// Returns the entries of `text` in order; each has at least `fields` fields.
///
/// # Errors
/// The first line with fewer fields, or with an empty one among those.
pub fn entries<'a>(table: &str, text: &'a str, fields: usize) -> Result<Vec<Entry<'a>>, TableError> {
    let mut out = Vec::new();
    for (i, raw) in text.lines().enumerate() {
        if raw.trim().is_empty() || raw.starts_with('#') {
            continue;
        }
        let found: Vec<&str> = raw.split('\t').map(str::trim).collect();
        if found.len() < fields || found[..fields].iter().any(|f| f.is_empty()) {
            return Err(TableError {
                table: table.to_owned(),
                line: i + 1,
                problem: format!("expected {fields} fields separated by tabs, found {:?}", raw.trim_end()),
            });
        }
        out.push(Entry { line: i + 1, fields: found });
    }
    Ok(out)
}

/// Reads a table that is compiled into the binary and that a test has read in full.
///
/// # Panics
/// When the table is damaged, which the test of each table rules out.
pub fn built_in<'a>(table: &str, text: &'a str, fields: usize) -> Vec<Entry<'a>> {
    entries(table, text, fields).unwrap_or_else(|e| panic!("{e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skips_comments_and_names_the_bad_line() {
        let good = entries("t", "# c\n\na\tb\n", 2).expect("reads");
        assert_eq!(good, [Entry { line: 3, fields: vec!["a", "b"] }]);
        let bad = entries("t", "a\tb\nc\n", 2).expect_err("too few fields");
        assert_eq!(bad.to_string(), "t, line 2: expected 2 fields separated by tabs, found \"c\"");
    }
}
