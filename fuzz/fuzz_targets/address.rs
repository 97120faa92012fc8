//! [targets/address.rs](../targets/address.rs), on addresses that nobody thought of.

#![no_main]

#[path = "../targets/address.rs"]
mod address;
#[path = "../targets/asked.rs"]
mod asked;
mod bounded;
#[path = "../targets/city.rs"]
mod city;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bounded::check(data, 16, address::check));
