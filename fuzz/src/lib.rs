//! What is fuzzed. The same functions run over the committed corpus and a bounded number of mutations in `make test`.

pub mod targets;
