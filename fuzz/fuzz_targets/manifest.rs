//! [targets/manifest.rs](../targets/manifest.rs), on manifests that nobody thought of.

#![no_main]

mod bounded;
#[path = "../targets/manifest.rs"]
mod manifest;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bounded::check(data, 16, manifest::check));
