//! The program: reads the command line, wires the library together, prints and exits.

mod cli;

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A tile is many small pieces of memory, taken on one thread and given back on another: with
/// the allocator of the C library that is a quarter of its processor time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
