//! Every `fields` example of the contract, asked of the graph over real rows.
//!
//! `lines.txt` has one question a line: of which record, which fields. What Medusa's own graph answers to it stands in
//! `answers.json`, written by `scripts/record-graph` over the same rows; where Stheno differs on purpose, `apart.json` has
//! our answer with the reason. A link, field or name of `links/` that no line asks for fails the test.

mod answers;
mod every_link;
mod lines;
mod rows;
mod world;
