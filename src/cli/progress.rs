//! Progress bars on standard error: only where a person sees them, else nothing at all.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressStyle};
use padan::text::wording::say;

use super::Globals;

/// A bar; on anything but a terminal, and with `--quiet`, all its functions do nothing. It is wiped when dropped.
pub(crate) struct Progress(Option<ProgressBar>);

impl Progress {
    /// A bar of bytes, `total` in all, `label` (a file name, say) before it.
    pub(crate) fn bytes(globals: &Globals, label: &str, total: u64) -> Progress {
        let template = format!("{{msg}} {{bar:30}} {{bytes}} {} {{total_bytes}}  {{eta}}", say(globals.ui, "progress.of", &[]));
        Progress::start(globals, label, total, &template)
    }

    /// A bar of files, `total` in all.
    pub(crate) fn files(globals: &Globals, total: u64) -> Progress {
        let template = format!("{{msg}} {{bar:30}} {{pos}} {} {{len}}", say(globals.ui, "progress.of", &[]));
        Progress::start(globals, &say(globals.ui, "progress.files", &[]), total, &template)
    }

    fn start(globals: &Globals, label: &str, total: u64, template: &str) -> Progress {
        if globals.quiet || !std::io::stderr().is_terminal() {
            return Progress(None);
        }
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(total).with_style(style).with_message(super::screen::clean(label).into_owned());
        Progress(Some(bar))
    }

    /// `n` of the total are done.
    pub(crate) fn at(&self, n: u64) {
        if let Some(bar) = &self.0 {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_right() {
        for template in ["{msg} {bar:30} {bytes} of {total_bytes}  {eta}", "{msg} {bar:30} {pos} dari {len}"] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
