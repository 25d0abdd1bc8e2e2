//! See `stheno_fuzz::targets::request`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stheno_fuzz::targets::request(data));
