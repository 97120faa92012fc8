//! [targets/prepared.rs](../targets/prepared.rs), on files that nobody thought of.

#![no_main]

mod bounded;
#[path = "../targets/city.rs"]
mod city;
#[path = "../targets/prepared.rs"]
mod prepared;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bounded::check(data, 64, prepared::check));
