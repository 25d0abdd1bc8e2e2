//! Refusals of answers that lack what was named: `throw_if_key_not_found`, `throw_if_relation_not_found`.

use crate::plan::Plan;
use crate::registry::{Entity, EntityIx, Graph, Hop};
use crate::request::{GraphRequest, Needed};
use crate::rows::NodeData;
use crate::sql::alive;
use serde_json::Value as Json;
use std::collections::HashSet;
use stheno_database::{Alias, Expr, Rows, Select, Tx, Type};
use stheno_kernel::{Error, Result, Value};
use stheno_model::FieldMeta;

/// The records that filters name by a primary key.
pub(crate) struct AskedKeys {
    field: &'static FieldMeta,
    keys: Vec<String>,
}

impl Graph {
    /// The keys that must be there, if the request says that they must.
    pub(crate) fn keys_asked(&self, entity: EntityIx, request: &GraphRequest) -> Result<Option<AskedKeys>> {
        if !request.needs_keys {
            return Ok(None);
        }
        let info = self.entity(entity);
        let members = request.filters.iter().filter_map(Json::as_object).flatten();
        let named = members.into_iter().find(|(name, _)| info.keys.contains(&name.as_str()));
        let not_found = |what: String| Error::not_found(format!("{}: {what}", info.meta.entity));
        let Some((name, value)) = named else {
            let names = info.keys.join(", ");
            return Err(not_found(format!("Primary key(s) [{names}] not found in filters")));
        };
        // A key of a neighbour in the module is refused where filters are compiled.
        let Some(field) = info.meta.field(name).filter(|field| !field.hidden) else { return Ok(None) };
        let keys = keys_of(value)
            .ok_or_else(|| not_found(format!("Value for primary key {name} not found in filters")))?;
        Ok(Some(AskedKeys { field, keys }))
    }

    /// Refuses keys that no row which matches has; a page may show fewer rows than match.
    pub(crate) async fn refuse_missing_keys(
        &self,
        tx: &Tx,
        entity: EntityIx,
        asked: &AskedKeys,
        filter: Expr,
    ) -> Result<()> {
        let info = self.entity(entity);
        let select = Select::from(info.meta.table).column(asked.field.name, Type::Text).filter(filter);
        let found = first_column(&tx.run(select).await?);
        refuse_missing(info, asked.field.name, asked.keys.iter().map(String::as_str), &found)
    }

    /// Refuses records that hang on one of another module which is not there: each hop between modules must find a row for
    /// every key.
    pub(crate) async fn refuse_missing_relations(
        &self,
        tx: &Tx,
        plan: &Plan,
        request: &GraphRequest,
        data: &[NodeData],
    ) -> Result<()> {
        if request.needed == Needed::None {
            return Ok(());
        }
        for node in plan.nodes.iter().skip(1).filter(|node| node.visible) {
            let above = &data[node.parent];
            let cells = (0..above.rows()).filter_map(|row| above.row(row).get(node.parent_column));
            let mut keys = distinct(cells);
            let mut near = plan.nodes[node.parent].meta;
            for (position, (hop, target)) in node.hops.iter().enumerate() {
                let Hop::Column { target: column, .. } = *hop else { break };
                let info = self.entity(self.entity_of(target)?);
                let is_needed = near.module != target.module && request.needed.holds(info);
                let next = node.hops.get(position + 1).map(|(hop, _)| hop.own_column());
                if keys.is_empty() || (!is_needed && next.is_none()) {
                    break;
                }
                let of_keys = Expr::column(column).is_in(keys.iter().map(String::as_str));
                let mut select = Select::from(target.table).column(column, Type::Text);
                select = select.column(next.unwrap_or(column), Type::Text);
                let rows = tx.run(select.filter(of_keys).filter(alive(target, Alias::ROOT))).await?;
                if is_needed {
                    refuse_missing(info, column, keys.iter().map(String::as_str), &first_column(&rows))?;
                }
                keys = distinct(rows.iter().filter_map(|row| row.get(1)));
                near = target;
            }
        }
        Ok(())
    }
}

impl Needed {
    fn holds(&self, info: &Entity) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::To(services) => services.iter().any(|service| service == info.service),
        }
    }
}

/// The values of a filter that names keys; none where it names no value.
fn keys_of(value: &Json) -> Option<Vec<String>> {
    match value {
        Json::String(key) => Some(vec![key.clone()]),
        Json::Number(key) => Some(vec![key.to_string()]),
        Json::Array(keys) => Some(keys.iter().filter_map(keys_of).flatten().collect()),
        Json::Object(operators) => operators.get("$in").or_else(|| operators.get("$eq")).and_then(keys_of),
        _ => None,
    }
}

fn first_column(rows: &Rows) -> HashSet<String> {
    distinct(rows.iter().filter_map(|row| row.first())).into_iter().collect()
}

/// Each text once, in the order in which they come.
fn distinct<'a>(cells: impl Iterator<Item = &'a Value>) -> Vec<String> {
    let mut seen = HashSet::new();
    let texts = cells.filter_map(|cell| cell.as_str()).filter(|text| seen.insert(*text));
    texts.map(str::to_owned).collect()
}

fn refuse_missing<'a>(
    info: &Entity,
    column: &str,
    keys: impl Iterator<Item = &'a str>,
    found: &HashSet<String>,
) -> Result<()> {
    let mut seen = HashSet::new();
    let missing: Vec<&str> = keys.filter(|key| !found.contains(*key) && seen.insert(*key)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Error::not_found(format!("{} {column} not found: {}", info.meta.entity, missing.join(", "))))
}
