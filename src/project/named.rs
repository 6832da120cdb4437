//! Which draft a user means: by name, by number, or by the file of its article.

use std::path::Path;

use crate::memory::DraftRow;

/// How many names are suggested.
const NEAR: usize = 3;
/// Names are near from this likeness, 0.0–1.0.
const LIKE: f64 = 0.75;

/// No draft is called so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no draft {asked}")]
pub struct NoSuchDraft {
    /// What was asked for.
    pub asked: String,
    /// Names that are like it, the likest first; may be empty.
    pub near: Vec<String>,
}

/// Returns the draft of `rows` that is called `asked`, else has that number, else was made of that file: of several the one
/// made last.
///
/// # Errors
/// [`NoSuchDraft`], with the names that come near.
pub fn find<'r>(rows: &'r [DraftRow], asked: &str) -> Result<&'r DraftRow, NoSuchDraft> {
    let by_name = || rows.iter().find(|r| r.name == asked);
    let by_number = || asked.trim_start_matches('#').parse().ok().and_then(|n: i64| rows.iter().find(|r| r.id == n));
    let file = Path::new(asked).file_name().map(|f| f.to_string_lossy().into_owned()).unwrap_or_default();
    let by_file = || rows.iter().filter(|r| r.file == file).max_by_key(|r| r.id);
    by_name().or_else(by_number).or_else(by_file).ok_or_else(|| NoSuchDraft { asked: asked.to_owned(), near: near(rows, &file) })
}

fn near(rows: &[DraftRow], asked: &str) -> Vec<String> {
    let asked = asked.to_lowercase();
    let mut found: Vec<(f64, &str)> = (rows.iter())
        .map(|r| {
            let name = r.name.to_lowercase();
            let inside = if !asked.is_empty() && (name.contains(&asked) || asked.contains(&name)) { 1.0 } else { 0.0 };
            let like = strsim::jaro_winkler(&name, &asked).max(strsim::jaro_winkler(&r.file.to_lowercase(), &asked));
            (like.max(inside), r.name.as_str())
        })
        .filter(|(like, _)| *like >= LIKE)
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    found.into_iter().take(NEAR).map(|(_, name)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Direction;

    fn row(id: i64, name: &str, file: &str) -> DraftRow {
        DraftRow {
            id,
            name: name.to_owned(),
            file: file.to_owned(),
            sha256: String::new(),
            direction: Direction::ID_EN,
            at: String::new(),
            changed: String::new(),
            rev: 1,
            segments: 0,
            done: 0,
            finished: None,
            version_of: None,
            deleted: None,
        }
    }

    #[test]
    fn a_draft_is_found_by_name_number_and_file() {
        let rows = [row(1, "banjir", "banjir.txt"), row(2, "banjir-2", "banjir.txt"), row(3, "1", "lain.md")];
        let id = |asked| find(&rows, asked).map(|r| r.id);
        assert_eq!(id("banjir"), Ok(1));
        assert_eq!(id("1"), Ok(3), "a name before a number");
        assert_eq!(id("#2"), Ok(2));
        assert_eq!(id("berita/banjir.txt"), Ok(2), "the one made last");
        assert_eq!(
            id("banjr"),
            Err(NoSuchDraft { asked: "banjr".to_owned(), near: vec!["banjir".to_owned(), "banjir-2".to_owned()] })
        );
        assert_eq!(id("qqq"), Err(NoSuchDraft { asked: "qqq".to_owned(), near: Vec::new() }));
    }
}
