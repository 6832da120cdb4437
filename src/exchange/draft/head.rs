//! What stands above the segments in every format for people: the facts of the draft, how much of it is where, the marks of
//! the legend.

use super::row::bands;
use super::wording::lang_name;
use super::{DraftFile, Identity};
use crate::text::Ui;
use crate::text::wording::say;

/// Returns the languages, the file, the date and the memory, each in words.
pub(super) fn facts(file: &DraftFile<'_>) -> Vec<String> {
    let draft = file.draft;
    let mut facts = vec![
        format!("{} → {}", lang_name(file.ui, draft.direction.from), lang_name(file.ui, draft.direction.to)),
        draft.file.clone(),
        draft.at.date().to_owned(),
        say(file.ui, "draftfile.memory", &[("name", &file.memory_name)]),
    ];
    facts.retain(|f| f != "-");
    facts
}

/// Returns how many segments there are, in words, and how many fall into each band of the best score.
pub(super) fn counts(file: &DraftFile<'_>) -> (String, Vec<(String, usize)>) {
    let segments = &file.draft.segments;
    (say(file.ui, "draftfile.segments", &[("count", &segments.len())]), bands(segments, file.min_score, file.ui))
}

/// Returns `padan · MEMORY.DRAFT`, by which a file says which draft it is of; [`Identity::draft_in`] reads it.
pub(super) fn identity(file: &DraftFile<'_>) -> String {
    Identity::draft_mark(file.memory_id, file.draft.id)
}

/// The language tag of the wording itself.
pub(super) fn ui_tag<'a>(file: &DraftFile<'a>) -> &'a str {
    match file.ui {
        Ui::En => file.english,
        Ui::Id => "id-ID",
    }
}

/// How a piece of a legend line is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// As the line.
    Plain,
    /// Written `[-…-]`: as words that are only on record.
    Deleted,
    /// Written `{+…+}`: as words that are only here.
    Inserted,
    /// Written `[=…=]`: on the ground of copied text.
    Copied,
    /// Written `` `…` ``: the name of something.
    Name,
}

/// Returns the pieces of a legend line in order; none is empty.
pub(super) fn marked(text: &str) -> Vec<(Mark, &str)> {
    let marks = [("[-", "-]", Mark::Deleted), ("{+", "+}", Mark::Inserted), ("[=", "=]", Mark::Copied), ("`", "`", Mark::Name)];
    let mut out = Vec::new();
    let mut rest = text;
    loop {
        let next = marks
            .iter()
            .filter_map(|&(open, close, mark)| {
                let start = rest.find(open)?;
                let end = start + open.len() + rest[start + open.len()..].find(close)?;
                Some((start, start + open.len(), end, end + close.len(), mark))
            })
            .min_by_key(|&(start, ..)| start);
        let Some((start, inner, end, after, mark)) = next else { break };
        out.extend([(Mark::Plain, &rest[..start]), (mark, &rest[inner..end])]);
        rest = &rest[after..];
    }
    out.push((Mark::Plain, rest));
    out.retain(|(_, text)| !text.is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_in_their_order() {
        use Mark::{Copied, Deleted, Inserted, Name, Plain};
        let pieces = marked("[-Red-]: old. {+Green+} `a` [= Grey =] [- open");
        let wanted = [
            (Deleted, "Red"),
            (Plain, ": old. "),
            (Inserted, "Green"),
            (Plain, " "),
            (Name, "a"),
            (Plain, " "),
            (Copied, " Grey "),
            (Plain, " [- open"),
        ];
        assert_eq!(pieces, wanted);
    }
}
