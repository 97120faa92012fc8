//! The program: reads the command line, wires the library together, prints and exits.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
