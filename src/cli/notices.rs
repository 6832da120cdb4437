//! What a memory has to tell while it is opened or changed: on standard error, unless the run is to be quiet.

use std::path::Path;
use std::sync::Arc;

use padan::memory::{Notice, Waiting};
use padan::text::wording::{Ui, say};

use super::{Globals, errors, screen};

/// How long this run waits for another process that is writing to the memory at `path`, and how that is told.
pub(crate) fn waiting(globals: &Globals, path: &Path) -> Waiting {
    let (ui, quiet, path) = (globals.ui, globals.quiet, path.display().to_string());
    let tell = move |notice: Notice<'_>| {
        if !quiet {
            screen::note(&screen::clean_lines(&told(notice, &path, ui)));
        }
    };
    Waiting { patience: globals.wait, tell: Some(Arc::new(tell)) }
}

fn told(notice: Notice<'_>, path: &str, ui: Ui) -> String {
    match notice {
        Notice::Waiting(who) => say(ui, "notice.waiting", &[("who", &errors::writer(who, ui)), ("path", &path)]),
        Notice::Upgraded(done) => say(ui, "notice.upgraded", &[("path", &path), ("copy", &done.copy.display())]),
        Notice::NoLog(Some(kind)) => say(ui, "notice.network", &[("path", &path), ("kind", &kind)]),
        Notice::NoLog(None) => say(ui, "notice.no-log", &[("path", &path)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use padan::memory::Writer;

    #[test]
    fn a_wait_names_the_writer_and_the_memory() {
        let writer = Writer { pid: 4711, purpose: "import kopi.tmx".to_owned() };
        let said = |ui| told(Notice::Waiting(Some(&writer)), "kerja.padan", ui);
        assert_eq!(said(Ui::En), "waiting: process 4711 (import kopi.tmx) is writing to kerja.padan");
        assert_eq!(said(Ui::Id), "menunggu: proses 4711 (import kopi.tmx) sedang menulis ke kerja.padan");
        assert_eq!(told(Notice::Waiting(None), "k.padan", Ui::En), "waiting: another process is writing to k.padan");
    }
}
