//! Chores of the repository: `cargo run -p xtask -- tidy` checks the rules that no other tool knows.

mod tidy;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    if asked != ["tidy"] {
        eprintln!("usage: cargo run -p xtask -- tidy");
        return ExitCode::from(2);
    }
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    match tidy::check(manifest.parent().unwrap_or(manifest)) {
        Ok(offences) if offences.is_empty() => ExitCode::SUCCESS,
        Ok(offences) => {
            for offence in &offences {
                println!("{offence}");
            }
            println!("{} offences", offences.len());
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("the repository cannot be read: {error}");
            ExitCode::FAILURE
        }
    }
}
