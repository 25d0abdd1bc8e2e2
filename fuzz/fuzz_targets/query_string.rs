//! See `stheno_fuzz::targets::query_string`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| stheno_fuzz::targets::query_string(data));
