//! Every link between Medusa's modules, one file per definition.
//!
//! A stored link is a file in `stored/`: its table, both sides and the fields that each side's model gets. Add the file
//! to `stored/mod.rs` and a line to `tests/stored.csv`. A link without a table is a file in `read_only/`, likewise.

pub mod computed;
mod read_only;
mod stored;

use stheno_link::LinkRegistry;

/// Adds every link whose feature flag, if it has one, is among `flags` (`rbac`, `translation`).
pub fn register(registry: &mut LinkRegistry, flags: &[&str]) {
    let loaded = |flag: Option<&str>| flag.is_none_or(|flag| flags.contains(&flag));
    for link in stored::ALL {
        if loaded(link.flag) {
            registry.add(link);
        }
    }
    for link in read_only::ALL.into_iter().flatten() {
        if loaded(link.flag) {
            registry.add_read_only(*link);
        }
    }
}
