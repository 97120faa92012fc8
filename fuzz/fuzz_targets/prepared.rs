//! [targets/prepared.rs](../targets/prepared.rs), on files that nobody thought of.

#![no_main]

mod bounded;
#[path = "../targets/changed.rs"]
mod changed;
#[path = "../targets/city.rs"]
mod city;
#[path = "../targets/prepared.rs"]
mod prepared;
#[path = "../targets/served.rs"]
mod served;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bounded::check(data, 64, prepared::check));
