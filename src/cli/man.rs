//! The man pages: one for padan, one for each command, in the language of the interface.

use std::fs;
use std::io;
use std::path::Path;

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use padan::text::wording::{Ui, say};

use super::help;

/// How roff is told to keep apostrophes straight.
const OPENING: &str = ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n";

/// Titles that the generator sets in English, with the key of what stands there instead.
const TITLES: [(&str, &str); 4] =
    [("NAME", "man.name"), ("SYNOPSIS", "man.synopsis"), ("DESCRIPTION", "man.description"), ("VERSION", "man.version")];

/// Returns the pages with their file names, `padan.1` first, then the commands in the order of the help.
pub(crate) fn pages(ui: Ui) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut tree = help::command(ui, 100, false);
    tree.build();
    let mut pages = Vec::new();
    collect(ui, &tree, "padan", &mut pages)?;
    Ok(pages)
}

/// Writes the pages into `folder`, which is made when it is missing, and returns how many there are.
pub(crate) fn write(ui: Ui, folder: &Path) -> io::Result<usize> {
    let pages = pages(ui)?;
    fs::create_dir_all(folder)?;
    for (name, page) in &pages {
        fs::write(folder.join(name), page)?;
    }
    Ok(pages.len())
}

fn collect(ui: Ui, command: &Command, path: &str, pages: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    pages.push((format!("{name}.1"), page(ui, command, path)?));
    for sub in command.get_subcommands().filter(|s| !s.is_hide_set()) {
        collect(ui, sub, &help::path_below(path, sub.get_name()), pages)?;
    }
    Ok(())
}

fn page(ui: Ui, command: &Command, path: &str) -> io::Result<Vec<u8>> {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let long = help::long_text(ui, path).unwrap_or(about);
    let version = format!("padan {}", env!("CARGO_PKG_VERSION"));
    let mut command = command.clone().long_about(long).version(env!("CARGO_PKG_VERSION"));
    if command.has_subcommands() {
        command = command.subcommand_help_heading(say(ui, "help.commands", &[]).to_uppercase());
    }
    let man = Man::new(command.clone()).source(version).manual(say(ui, "help.padan", &[]));
    let mut out = Vec::new();
    man.render_title(&mut out)?;
    man.render_name_section(&mut out)?;
    man.render_synopsis_section(&mut out)?;
    man.render_description_section(&mut out)?;
    examples(ui, path).to_writer(&mut out)?;
    man.render_options_section(&mut out)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut out)?;
    }
    man.render_version_section(&mut out)?;
    let page = String::from_utf8(out).map_err(io::Error::other)?;
    // The generator opens every section as if it were a page; once is enough.
    let mut page = format!("{OPENING}{}", page.replace(OPENING, ""));
    for (title, key) in TITLES {
        page = page.replacen(&format!("\n.SH {title}\n"), &format!("\n.SH {}\n", say(ui, key, &[])), 1);
    }
    Ok(page.into_bytes())
}

fn examples(ui: Ui, path: &str) -> Roff {
    let mut roff = Roff::new();
    let examples = help::examples(ui, path);
    if !examples.is_empty() {
        roff.control("SH", [say(ui, "help.examples", &[]).to_uppercase().as_str()]);
    }
    for example in examples {
        roff.control("TP", []);
        roff.text([bold(example.line)]);
        roff.text([roman(example.meaning)]);
    }
    roff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_has_a_page_with_examples() {
        for (ui, title) in [(Ui::En, ".SH EXAMPLES"), (Ui::Id, ".SH CONTOH")] {
            let pages = pages(ui).expect("pages");
            let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
            for name in ["padan.1", "padan-import.1", "padan-segment.1", "padan-tm.1", "padan-tm-verify.1"] {
                assert!(names.contains(&name), "{names:?}");
            }
            for (name, page) in &pages {
                let page = String::from_utf8_lossy(page);
                assert_eq!(page.matches(".ie ").count(), 1, "{name}");
                assert!(page.contains(title), "{name} lacks {title}:\n{page}");
                if ui == Ui::Id {
                    for english in [".SH NAME", ".SH OPTIONS", "default:", "Possible values", "environment variable"] {
                        assert!(!page.contains(english), "{name} has {english}");
                    }
                }
            }
        }
    }
}
