//! tmp
use std::time::Instant;
fn main() {
    let t = Instant::now(); let mut x = 0;
    for i in 0..1_000_000u32 { let s = "2026-03-01T10:20:30.123Z"; x ^= stheno_kernel::Timestamp::parse(std::hint::black_box(s)).map_or(0, |t| t.as_millis()) ^ i64::from(i); }
    println!("parse {:?} {x}", t.elapsed() / 1_000_000);
    let t = Instant::now(); let mut x = 0usize;
    let ts = stheno_kernel::Timestamp::parse("2026-03-01T10:20:30.123Z").unwrap();
    for _ in 0..1_000_000u32 { x += std::hint::black_box(ts).to_string().len(); }
    println!("print {:?} {x}", t.elapsed() / 1_000_000);
    let t = Instant::now(); let mut x = 0usize;
    for _ in 0..1_000_000u32 { x += usize::from(std::hint::black_box("19.99").parse::<stheno_kernel::Decimal>().unwrap().is_zero()); }
    println!("decimal {:?} {x}", t.elapsed() / 1_000_000);
}
