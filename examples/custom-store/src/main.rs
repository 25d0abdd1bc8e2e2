//! The shop's server: `start`, `migrate`, `user`, `seed` and `openapi`, as `stheno` has them.

fn main() -> std::process::ExitCode {
    stheno_commerce::main(custom_store::shop)
}
