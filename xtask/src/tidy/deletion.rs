//! Who may delete records: links go with them, so it is done by the steps of `crates/workflow/src/steps`.

use super::source::is_for_tests;
use super::{File, Offence};
use std::collections::BTreeSet;
use std::path::Path;

/// Every stored link with the models that it joins.
pub(super) const LINKS: &str = "links/tests/stored.csv";

/// What deletes and knows nothing of links: only the framework calls it.
const SOFT: &str = ".soft_delete(";
const HARD: &str = ".remove::<";
const RAW: &str = "Delete {";

/// Checks that nothing above the framework deletes past the links. A module may remove rows for good where no link names
/// their model: it has no flow to do it by.
pub(super) fn check(files: &[File], links: &str) -> Vec<Offence> {
    let linked = linked(links);
    let mut offences = Vec::new();
    for file in files.iter().filter(|file| !is_for_tests(&file.path) && !is_framework(&file.path)) {
        let is_module = file.path.starts_with("modules");
        let code = file.text.lines().enumerate().take_while(|(_, line)| !line.starts_with("#[cfg(test)]"));
        for (index, line) in code.filter(|(_, line)| !line.trim_start().starts_with("//")) {
            let removed =
                line.split_once(HARD).and_then(|(_, rest)| rest.split_once('>')).map(|(model, _)| model);
            let past_links = match removed {
                Some(model) => !is_module || !is_unlinked(model, &linked),
                None => line.contains(SOFT) || line.contains(RAW) && !is_module,
            };
            if past_links {
                let rule = "links would stay behind: `delete_records` or `remove_records` of `stheno_workflow::steps`";
                offences.push(Offence::new(&file.path, index + 1, rule));
            }
        }
    }
    offences
}

fn is_framework(path: &Path) -> bool {
    path.starts_with("crates") || path.starts_with("xtask")
}

/// The entities on either side of a stored link.
fn linked(links: &str) -> BTreeSet<&str> {
    let models =
        links.lines().skip(1).flat_map(|line| line.split(',')).filter_map(|cell| cell.split_once('.'));
    models.map(|(_, entity)| entity).collect()
}

/// Whether a type is a model that no link names; a type parameter could be any.
fn is_unlinked(model: &str, linked: &BTreeSet<&str>) -> bool {
    model.len() > 1 && !linked.contains(model)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: &str =
        "table,left,right\nproduct_sales_channel,product.Product,x,sales_channel.SalesChannel,yes\n";

    fn offences(path: &str, line: &str) -> usize {
        let text = format!("//! X.\n{line}\n");
        check(&[File { path: path.into(), text }], CSV).len()
    }

    #[test]
    fn nothing_above_the_framework_deletes_past_the_links() {
        let soft = format!("cx{SOFT}Product::meta(), &ids, now)");
        let hard = |model: &str| format!("tx{HARD}{model}>(these)");
        let raw = format!("let delete = {RAW} table, filter, returning }};");
        for path in ["flows/src/a.rs", "api/admin/src/a.rs", "commerce/src/a.rs", "server/src/a.rs"] {
            for line in [&soft, &hard("Product"), &hard("Price"), &hard("M"), &raw] {
                assert_eq!(offences(path, line), 1, "{path} {line}");
            }
        }
        assert_eq!(offences("flows/src/a.rs", &format!("/// {soft}")), 0);
        assert_eq!(offences("flows/src/a.rs", "delete_records(cx, Product::meta(), &ids)"), 0);
    }

    #[test]
    fn a_module_removes_what_no_link_names() {
        let path = "modules/a/src/service.rs";
        let hard = |model: &str| format!("tx{HARD}{model}>(these)");
        assert_eq!([offences(path, &hard("Product")), offences(path, &hard("M"))], [1, 1]);
        assert_eq!(offences(path, &hard("Price")), 0);
        assert_eq!(offences(path, &format!("tx{SOFT}Price::meta(), &ids, now)")), 1);
        assert_eq!(offences("modules/a/tests/b.rs", &hard("Product")), 0);
        assert_eq!(offences("crates/link/src/a.rs", &hard("Product")), 0);
    }
}
