//! [targets/body.rs](../targets/body.rs), on bodies that nobody thought of.

#![no_main]

#[path = "../targets/asked.rs"]
mod asked;
#[path = "../targets/body.rs"]
mod body;
mod bounded;
#[path = "../targets/city.rs"]
mod city;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bounded::check(data, 16, body::check));
