//! The completions of a shell, with the texts in the language of the interface.

use clap::Command;
use clap_complete::aot;
use padan::text::wording::Ui;

use super::args::Shell;
use super::help;

/// Returns the script that teaches `shell` to complete padan; the aliases complete like the commands they stand for.
pub(crate) fn script(shell: Shell, ui: Ui) -> Vec<u8> {
    let mut command = with_aliases(help::command(ui, 100, false));
    let mut script = Vec::new();
    let shell = match shell {
        Shell::Bash => aot::Shell::Bash,
        Shell::Zsh => aot::Shell::Zsh,
        Shell::Fish => aot::Shell::Fish,
        Shell::Powershell => aot::Shell::PowerShell,
        Shell::Elvish => aot::Shell::Elvish,
    };
    aot::generate(shell, &mut command, "padan", &mut script);
    script
}

/// Turns every visible alias into a command of its own: not every generator knows aliases, and none completes the options
/// behind one in every shell.
fn with_aliases(command: Command) -> Command {
    let mut out = command;
    let subs: Vec<Command> = out.get_subcommands().cloned().collect();
    for sub in subs {
        let aliases: Vec<String> = sub.get_visible_aliases().map(ToOwned::to_owned).collect();
        let hidden: Vec<String> = sub.get_all_aliases().map(ToOwned::to_owned).collect();
        let bare = |c: Command| with_aliases(if hidden.is_empty() { c } else { c.visible_alias(None).alias(None) });
        out = out.mut_subcommand(sub.get_name(), bare);
        for alias in aliases {
            out = out.subcommand(bare(sub.clone()).name(alias));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum as _;

    #[test]
    fn aliases_and_their_options_are_completed_everywhere() {
        for shell in Shell::value_variants() {
            let script = String::from_utf8(script(*shell, Ui::Id)).expect("UTF-8");
            for word in ["import", "impor", "segmentasi", "padankan", "memori", "buat", "differing"] {
                assert!(script.contains(word), "{shell:?} lacks {word}");
            }
        }
    }
}
