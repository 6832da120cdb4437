//! The binary: reads the arguments, runs the command, gives back the exit code. Everything else is in `cli` and the library.

use std::process::ExitCode;

mod cli;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    cli::main(&arguments).into()
}
