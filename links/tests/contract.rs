//! Every link against the contract: `stored.csv`, `fields.csv` and `read_only.csv` list what Medusa 2.21 loads, one
//! line each, and the two links of payment collections that it forgets.

use std::collections::BTreeSet;
use stheno_link::{LinkDefinition, LinkRegistry, ReadOnlyLink, Side};
use stheno_model::ModelMeta;

const ALL_FLAGS: [&str; 2] = ["rbac", "translation"];

fn registry(flags: &[&str]) -> LinkRegistry {
    let mut registry = LinkRegistry::default();
    stheno_links::register(&mut registry, flags);
    registry
}

fn lines(csv: &str) -> BTreeSet<String> {
    csv.lines().skip(1).map(str::to_owned).collect()
}

fn check(contract: &str, all: Vec<String>) {
    let (contract, count) = (lines(contract), all.len());
    let ours: BTreeSet<String> = all.into_iter().collect();
    assert_eq!(ours.len(), count, "a definition stands there twice");
    let missing: Vec<_> = contract.difference(&ours).collect();
    let beyond: Vec<_> = ours.difference(&contract).collect();
    assert!(
        missing.is_empty() && beyond.is_empty(),
        "in the contract only: {missing:#?}\nin ours only: {beyond:#?}"
    );
}

fn yes(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

fn name(meta: &ModelMeta) -> String {
    format!("{}.{}", meta.module, meta.entity)
}

fn side(side: &Side) -> String {
    let model = name((side.model)());
    format!("{model},{},{},{},{}", side.column, side.alias, yes(side.many), yes(side.delete_cascade))
}

fn stored(link: &LinkDefinition, meta: &ModelMeta) -> String {
    let extra = link.extra.iter().map(|x| {
        let sql = format!("{:?}", x.sql).to_lowercase();
        format!("{} {sql}{} {}", x.name, if x.nullable { "" } else { " not null" }, x.default.unwrap_or(""))
    });
    [
        link.table.to_owned(),
        link.service.to_owned(),
        meta.entity.to_owned(),
        link.id_prefix.to_owned(),
        meta.aliases.join(" "),
        side(&link.left),
        side(&link.right),
        extra.collect::<Vec<_>>().join(" "),
        link.flag.unwrap_or("").to_owned(),
    ]
    .join(",")
}

fn fields(link: &LinkDefinition) -> Vec<String> {
    let of_side = |side: &Side| {
        let head =
            [name((side.model)()), side.link_field.to_owned(), link.table.to_owned(), side.column.to_owned()];
        let head = format!("{},{}", head.join(","), yes(side.link_is_list));
        let behind = |path: &str| format!("{}.{path}", side.link_field);
        let shortcut = |s: &stheno_link::Shortcut| {
            let forward = s.forward.map(behind).unwrap_or_default();
            format!("{head},{},{},{},{forward}", s.name, behind(s.path), yes(s.is_list))
        };
        match (side.link_field, side.shortcuts) {
            ("", _) => Vec::new(),
            (_, []) => vec![format!("{head},,,,")],
            (_, shortcuts) => shortcuts.iter().map(shortcut).collect(),
        }
    };
    link.sides().into_iter().flat_map(of_side).collect()
}

fn read_only(link: &ReadOnlyLink) -> String {
    let (from, to) = (name((link.model)()), name((link.target)()));
    let (list, flag) = (yes(link.is_list), link.flag.unwrap_or(""));
    let shortcuts: String = link.shortcuts.iter().map(|s| format!(",{} {}", s.name, s.path)).collect();
    format!("{from},{},{to},{},{},{list},{flag}{shortcuts}", link.field, link.own, link.target_key)
}

#[test]
fn stored_links_are_those_of_the_contract() {
    let registry = registry(&ALL_FLAGS);
    check(include_str!("stored.csv"), registry.stored().map(|(link, meta)| stored(link, meta)).collect());
}

#[test]
fn stored_links_add_the_fields_of_the_contract() {
    let registry = registry(&ALL_FLAGS);
    check(include_str!("fields.csv"), registry.stored().flat_map(|(link, _)| fields(link)).collect());
}

#[test]
fn read_only_links_are_those_of_the_contract() {
    let registry = registry(&ALL_FLAGS);
    check(include_str!("read_only.csv"), registry.read_only().iter().map(read_only).collect());
}

#[test]
fn flagged_links_need_their_flag() {
    for flags in [&[][..], &["rbac"], &["translation"], &["translation", "rbac"], &["index_engine"]] {
        let registry = registry(flags);
        let kept = |csv: &str| -> BTreeSet<String> {
            let is_loaded =
                |line: &String| line.rsplit(',').next().is_none_or(|f| f.is_empty() || flags.contains(&f));
            lines(csv).into_iter().filter(is_loaded).collect()
        };
        let stored_links: BTreeSet<_> = registry.stored().map(|(link, meta)| stored(link, meta)).collect();
        assert_eq!(stored_links, kept(include_str!("stored.csv")), "{flags:?}");
        let read_only_links: BTreeSet<_> = registry.read_only().iter().map(read_only).collect();
        assert_eq!(read_only_links, kept(include_str!("read_only.csv")), "{flags:?}");
    }
}

/// A link that names a column its model lacks would fail only when somebody asks for it.
#[test]
fn links_name_columns_that_exist() {
    let registry = registry(&ALL_FLAGS);
    for link in registry.read_only() {
        let (from, to) = ((link.model)(), (link.target)());
        assert!(from.field(link.own).is_some(), "{}.{}", name(from), link.own);
        assert!(to.field(link.target_key).is_some(), "{}.{}", name(to), link.target_key);
    }
    for (link, _) in registry.stored() {
        for side in link.sides() {
            let meta = (side.model)();
            assert!(meta.field(meta.key()).is_some(), "{} has no key", name(meta));
            assert!(
                meta.relation(side.link_field).is_none(),
                "{}.{} is a relation",
                name(meta),
                side.link_field
            );
        }
    }
}
