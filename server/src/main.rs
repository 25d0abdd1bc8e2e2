//! The binary `stheno`: commerce as it is. A shop's own binary is the same, with what it adds.

#[global_allocator]
static ALLOCATOR: stheno_commerce::Allocator = stheno_commerce::Allocator;

fn main() -> std::process::ExitCode {
    stheno_commerce::main(|commerce| commerce)
}
