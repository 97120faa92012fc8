//! [targets/locator.rs](../targets/locator.rs), on bytes that nobody thought of.

#![no_main]

mod bounded;
#[path = "../../tests/support/exact.rs"]
#[expect(dead_code, reason = "tests/exact.rs uses the rest")]
mod exact;
#[path = "../../tests/support/features.rs"]
mod features;
#[path = "../targets/from_bytes/mod.rs"]
mod from_bytes;
#[path = "../targets/locator.rs"]
mod locator;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bounded::check(data, 64, locator::check));
