//! The shop's server: `start`, `migrate`, `user`, `seed` and `openapi`, as `stheno` has them.

#[global_allocator]
static ALLOCATOR: stheno_commerce::Allocator = stheno_commerce::Allocator;

fn main() -> std::process::ExitCode {
    stheno_commerce::main(custom_store::shop)
}
