//! [targets/archive.rs](../targets/archive.rs), on files that nobody thought of.

#![no_main]

#[path = "../targets/archive.rs"]
mod archive;
mod bounded;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bounded::check(data, 128, archive::check));
