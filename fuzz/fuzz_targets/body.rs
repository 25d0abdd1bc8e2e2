//! See `stheno_fuzz::targets::body`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stheno_fuzz::targets::body(data));
