//! [targets/indexes.rs](../targets/indexes.rs), on changes that nobody thought of.

#![no_main]

mod bounded;
#[path = "../targets/changed.rs"]
mod changed;
#[path = "../targets/city.rs"]
mod city;
#[path = "../targets/indexes.rs"]
mod indexes;
#[path = "../targets/served.rs"]
mod served;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bounded::check(data, 64, indexes::check));
