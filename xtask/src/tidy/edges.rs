//! Who may depend on whom: the house of `ARCHITECTURE.md`, as a table.

use super::{File, Offence};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// What only `crates/database` may name; tests may, to set databases up.
const DRIVERS: [&str; 4] = ["rusqlite", "tokio-postgres", "deadpool-postgres", "postgres-types"];
/// Modules that every module shares.
const SHARED: [&str; 2] = ["modules/ids", "modules/totals"];

/// A room of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    Crates,
    Modules,
    Schema,
    Links,
    Flows,
    Api,
    Commerce,
    Server,
    /// What a shop would be.
    Examples,
    /// Benches, chores, torture: on top of everything, below nothing.
    Elsewhere,
}

fn room(path: &Path) -> Room {
    match path.components().next().and_then(|c| c.as_os_str().to_str()) {
        Some("crates") => Room::Crates,
        Some("modules") => Room::Modules,
        Some("schema") => Room::Schema,
        Some("links") => Room::Links,
        Some("flows") => Room::Flows,
        Some("api") => Room::Api,
        Some("commerce") => Room::Commerce,
        Some("server") => Room::Server,
        Some("examples") => Room::Examples,
        _ => Room::Elsewhere,
    }
}

/// What the package at `from` may not have to do with the one at `to`, and why.
fn refused(from: &Path, to: &Path, is_dev: bool) -> Option<&'static str> {
    use Room::{Api, Commerce, Crates, Elsewhere, Examples, Flows, Links, Modules, Schema, Server};
    let is_testkit = |path: &Path| path == Path::new("crates/testkit");
    if is_testkit(to) && !is_dev {
        return Some("the testkit is for tests");
    }
    match (room(from), room(to)) {
        (Elsewhere, _) => None,
        (Examples, Crates) if is_testkit(to) || to == Path::new("crates/stheno") => None,
        (Examples, Commerce) => None,
        (Examples, _) => Some("a shop needs no more than stheno and stheno-commerce"),
        (_, Elsewhere | Examples) => Some("chores, benches and examples are on top of everything"),
        (Crates, Crates) => None,
        (Crates, Schema | Commerce) if is_testkit(from) => None,
        (Crates, _) => Some("the framework knows no commerce"),
        (Modules, Crates) => None,
        (Modules, Modules) if SHARED.iter().any(|shared| to == Path::new(shared)) => None,
        (Modules, Modules) => Some("a module names another module's record by its typed id"),
        (Modules, _) => Some("a module sees the framework and the shared ids only"),
        (Schema | Links, Crates | Modules) => None,
        (Schema, Links) if is_dev => None,
        (Schema | Links, _) => Some("models and links see the framework and modules only"),
        (Flows, Crates | Modules | Links) => None,
        (Flows, Schema) if is_dev => None,
        (Flows, _) => Some("flows see the framework, modules and links only"),
        (Api, Crates) if to == Path::new("crates/database") && !is_dev => {
            Some("routes hold no SQL: they see flows and query")
        }
        (Api, Crates | Modules | Flows | Api) => None,
        (Api, Schema | Links | Commerce | Server) if is_dev => None,
        (Api, _) => Some("routes see the framework, flows and modules' types only"),
        (Commerce, Server) => Some("the server is on top"),
        (Commerce | Server, _) => None,
    }
}

struct Package {
    path: PathBuf,
    manifest: PathBuf,
    table: toml::Table,
}

/// Checks every dependency of every package of the workspace.
pub(super) fn check(manifests: &[File]) -> Vec<Offence> {
    let mut offences = Vec::new();
    let mut packages = Vec::new();
    for file in manifests {
        match file.text.parse::<toml::Table>() {
            Ok(table) => {
                let path = file.path.parent().unwrap_or(Path::new("")).to_owned();
                packages.push(Package { path, manifest: file.path.clone(), table });
            }
            Err(error) => {
                offences.push(Offence::new(&file.path, 1, format!("not TOML: {}", error.message())))
            }
        }
    }
    let places: HashMap<String, PathBuf> =
        packages.iter().filter_map(|p| Some((name(&p.table)?.to_owned(), p.path.clone()))).collect();
    for package in packages.iter().filter(|p| name(&p.table).is_some()) {
        for (dependency, is_dev) in dependencies(&package.table) {
            if let Some(why) = offence(package, dependency, is_dev, &places) {
                offences.push(Offence::new(
                    &package.manifest,
                    1,
                    format!("may not depend on {dependency}: {why}"),
                ));
            }
        }
    }
    offences
}

fn offence<'a>(
    package: &Package,
    dependency: &str,
    is_dev: bool,
    places: &'a HashMap<String, PathBuf>,
) -> Option<&'a str> {
    if DRIVERS.contains(&dependency) {
        let may =
            is_dev || package.path == Path::new("crates/database") || room(&package.path) == Room::Elsewhere;
        return (!may).then_some("only crates/database knows which database it talks to");
    }
    refused(&package.path, places.get(dependency)?, is_dev)
}

fn name(manifest: &toml::Table) -> Option<&str> {
    manifest.get("package")?.get("name")?.as_str()
}

/// The packages that a manifest names, and whether for tests only.
fn dependencies(manifest: &toml::Table) -> Vec<(&str, bool)> {
    let mut tables: Vec<&toml::Table> = vec![manifest];
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    tables.extend(targets.into_iter().flat_map(toml::Table::values).filter_map(toml::Value::as_table));
    let kinds = [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)];
    let mut found = Vec::new();
    for table in tables {
        for (kind, is_dev) in kinds {
            let entries = table.get(kind).and_then(toml::Value::as_table).into_iter().flatten();
            // A dependency may go by another name than its package.
            let named = entries
                .map(|(name, entry)| entry.get("package").and_then(toml::Value::as_str).unwrap_or(name));
            found.extend(named.map(|name| (name, is_dev)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUSE: [(&str, &str); 14] = [
        ("crates/database", "database"),
        ("crates/testkit", "testkit"),
        ("crates/http", "http"),
        ("modules/ids", "ids"),
        ("modules/cart", "cart"),
        ("modules/order", "order"),
        ("schema", "schema"),
        ("links", "links"),
        ("flows", "flows"),
        ("api/store", "store"),
        ("commerce", "commerce"),
        ("server", "server"),
        ("examples/custom-store", "custom-store"),
        ("torture", "torture"),
    ];

    /// The offences when the package at `path` depends on `dependency`.
    fn offends(path: &str, kind: &str, dependency: &str) -> bool {
        let manifests: Vec<File> = HOUSE
            .iter()
            .map(|(place, name)| {
                let mut text = format!("[package]\nname = \"{name}\"\n");
                if *place == path {
                    text += &format!("[{kind}]\n{dependency}.workspace = true\n");
                }
                File { path: Path::new(place).join("Cargo.toml"), text }
            })
            .collect();
        !check(&manifests).is_empty()
    }

    #[test]
    fn every_edge_of_the_house() {
        let allowed = |from: &str| -> Vec<&str> {
            HOUSE.iter().filter(|(_, to)| !offends(from, "dependencies", to)).map(|(_, to)| *to).collect()
        };
        assert_eq!(allowed("crates/http"), ["database", "http"]);
        assert_eq!(allowed("crates/testkit"), ["database", "http", "schema", "commerce"]);
        assert_eq!(allowed("modules/cart"), ["database", "http", "ids"]);
        assert_eq!(allowed("links"), ["database", "http", "ids", "cart", "order"]);
        assert_eq!(allowed("flows"), ["database", "http", "ids", "cart", "order", "links"]);
        assert_eq!(allowed("api/store"), ["http", "ids", "cart", "order", "flows", "store"]);
        assert!(!allowed("commerce").contains(&"server"));
        assert!(allowed("server").contains(&"commerce"));
        assert!(allowed("torture").contains(&"commerce"));
        assert!(!allowed("server").contains(&"torture"));
        assert_eq!(allowed("examples/custom-store"), ["commerce"]);
    }

    #[test]
    fn tests_may_see_more() {
        assert!(!offends("flows", "dev-dependencies", "schema"));
        assert!(offends("flows", "dependencies", "schema"));
        assert!(!offends("modules/cart", "dev-dependencies", "testkit"));
        assert!(offends("modules/cart", "dev-dependencies", "order"));
        assert!(!offends("api/store", "dev-dependencies", "database"));
        assert!(offends("crates/http", "dev-dependencies", "cart"));
    }

    #[test]
    fn one_crate_knows_the_databases() {
        assert!(!offends("crates/database", "dependencies", "rusqlite"));
        assert!(offends("crates/http", "dependencies", "tokio-postgres"));
        assert!(!offends("crates/http", "dev-dependencies", "tokio-postgres"));
        assert!(offends("server", "target.'cfg(unix)'.dependencies", "rusqlite"));
    }

    #[test]
    fn a_renamed_dependency_is_what_it_is() {
        let text =
            "[package]\nname = \"cart\"\n[dependencies]\nx = { package = \"order\", path = \"../order\" }\n";
        let order = "[package]\nname = \"order\"\n";
        let files = [("modules/cart/Cargo.toml", text), ("modules/order/Cargo.toml", order)];
        let files = files.map(|(path, text)| File { path: path.into(), text: text.to_owned() });
        assert_eq!(check(&files).len(), 1);
    }
}
