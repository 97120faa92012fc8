//! [targets/query.rs](../targets/query.rs), on questions that nobody thought of.

#![no_main]

#[path = "../targets/asked.rs"]
mod asked;
mod bounded;
#[path = "../targets/city.rs"]
mod city;
#[path = "../targets/query.rs"]
mod query;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bounded::check(data, 32, query::check));
