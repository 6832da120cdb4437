//! Progress bars on standard error: only where a person sees them, else nothing at all.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressStyle};
use padan::text::wording::{Ui, say};

use super::{Globals, screen};

/// A bar; on anything but a terminal, and with `--quiet`, all its functions do nothing. It is wiped when dropped.
pub(crate) struct Progress(Option<ProgressBar>);

/// Columns of the bar itself: the whole line is to fit on a narrow terminal, and to stay on one line when a wide one is
/// made narrower, since a line that was broken by the terminal cannot be wiped.
const BAR: usize = 12;
/// Columns of everything behind the label.
const BEHIND: usize = BAR + 44;
/// The most columns for the label.
const LABEL_MOST: usize = 20;
/// The fewest.
const LABEL: usize = 8;

impl Progress {
    /// No bar.
    pub(crate) fn none() -> Progress {
        Progress(None)
    }

    /// Whether there is no bar.
    pub(crate) fn is_none(&self) -> bool {
        self.0.is_none()
    }

    /// A bar of bytes, `total` in all, `label` (a file name, say) before it.
    pub(crate) fn bytes(globals: &Globals, label: &str, total: u64) -> Progress {
        Progress::start(globals, label, total, &template("{bytes}", "{total_bytes}", globals.ui))
    }

    /// A bar of files, `total` in all.
    pub(crate) fn files(globals: &Globals, total: u64) -> Progress {
        Progress::start(globals, &say(globals.ui, "progress.files", &[]), total, &template("{pos}", "{len}", globals.ui))
    }

    /// A bar of segments, `total` in all.
    pub(crate) fn segments(globals: &Globals, total: u64) -> Progress {
        Progress::start(globals, &say(globals.ui, "progress.segments", &[]), total, &template("{pos}", "{len}", globals.ui))
    }

    /// A bar of steps, `total` in all.
    pub(crate) fn steps(globals: &Globals, total: u64) -> Progress {
        Progress::start(globals, &say(globals.ui, "progress.steps", &[]), total, &template("{pos}", "{len}", globals.ui))
    }

    fn start(globals: &Globals, label: &str, total: u64, template: &str) -> Progress {
        if globals.quiet || !std::io::stderr().is_terminal() {
            return Progress(None);
        }
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let label = shortened(&screen::clean(label), screen::width().saturating_sub(BEHIND).clamp(LABEL, LABEL_MOST));
        let bar = ProgressBar::new(total).with_style(style).with_message(label);
        Progress(Some(bar))
    }

    /// `n` of the total are done.
    pub(crate) fn at(&self, n: u64) {
        if let Some(bar) = &self.0 {
            bar.set_position(n);
        }
    }

    /// `n` of `total` are done, where the total is known only now.
    pub(crate) fn of(&self, n: u64, total: u64) {
        if let Some(bar) = &self.0 {
            bar.set_length(total);
            bar.set_position(n);
        }
    }

    /// Runs `write` while the bar is away, so that what it prints stays whole.
    pub(crate) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.0 {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Wipes the bar.
    pub(crate) fn done(self) {
        drop(self);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

fn template(done: &str, total: &str, ui: Ui) -> String {
    let (of, left) = (say(ui, "progress.of", &[]), say(ui, "progress.left", &[]));
    format!("{{msg}} {{bar:{BAR}}} {{percent:>3}}%  {done} {of} {total}  {left}")
}

/// At most `columns` characters of `text`, its end kept: that is where file names differ.
fn shortened(text: &str, columns: usize) -> String {
    let length = text.chars().count();
    if length <= columns {
        return text.to_owned();
    }
    std::iter::once('…').chain(text.chars().skip(length + 1 - columns)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_right() {
        for ui in [Ui::En, Ui::Id] {
            let template = template("{bytes}", "{total_bytes}", ui);
            assert!(ProgressStyle::with_template(&template).is_ok(), "{template}");
            for shown in ["{percent", "{bytes}", "{total_bytes}", "{eta}"] {
                assert!(template.contains(shown), "{template}");
            }
        }
    }

    #[test]
    fn a_long_label_keeps_its_end() {
        assert_eq!(shortened("arsip-berita-2023.tmx", 9), "…2023.tmx");
        assert_eq!(shortened("kopi.tmx", 8), "kopi.tmx");
    }
}
