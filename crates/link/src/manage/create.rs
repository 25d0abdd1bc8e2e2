//! `create`: cardinality is checked, then pairs are written; pairs that are there take new ids and data.

use super::list::{locked, rows_of};
use super::{Changes, LinkInput, LinkRow, Stored, by_link, held, pairs, too_many};
use crate::definition::{Extra, LinkDefinition, LinkRegistry};
use crate::pivot::unique_sides;
use crate::value::cell_of;
use serde_json::Value as Json;
use std::collections::{BTreeMap, HashMap, HashSet};
use stheno_database::statement::OnConflict;
use stheno_database::{Expr, Insert, Rows, Statement, Tx};
use stheno_kernel::{Error, ErrorKind, Result, Stamp, Value};

/// What the column of a row's own id holds.
const ID_LEN_MAX: usize = 255;

/// Links pairs. A dismissed pair comes back; a pair that is linked already takes a new id and the data given.
///
/// Fails where no link joins the two modules by these keys, and where a record that may have one link would get a
/// second. The database keeps that rule as well, so two callers at once cannot break it.
pub async fn create(tx: &Tx, registry: &LinkRegistry, links: &[LinkInput], stamp: &Stamp) -> Result<Changes> {
    let found: Vec<_> = links.iter().map(|l| Ok((l.find(registry)?, l))).collect::<Result<_>>()?;
    let groups = by_link(registry, found);
    // Where several rows of a table are written, it is done before the next is begun: callers at once then wait for each
    // other in one order, that of tables and keys.
    let together = if groups.iter().any(|(_, inputs)| inputs.len() > 1) { 1 } else { groups.len().max(1) };
    let mut changes = Changes::default();
    for groups in groups.chunks(together) {
        for ((link, inputs), rows) in groups.iter().zip(write(tx, groups, stamp).await?) {
            changes.attached(*link, in_order(rows, inputs));
        }
    }
    Ok(changes)
}

type Group<'a> = (Stored<'a>, Vec<&'a LinkInput>);

/// Writes the pairs of some links; answers the rows of each.
async fn write(tx: &Tx, groups: &[Group<'_>], stamp: &Stamp) -> Result<Vec<Vec<LinkRow>>> {
    for (link, inputs) in groups {
        Partners::of(link.0, inputs)?;
    }
    let mut batches = Vec::new();
    for (at, (link, inputs)) in groups.iter().enumerate() {
        batches.extend(upserts(*link, inputs, stamp)?.into_iter().map(|upsert| (at, upsert)));
    }
    let first = batches.iter().map(|(at, upsert)| attempt(groups[*at].0.0, upsert).into()).collect();
    let mut written: Vec<Vec<LinkRow>> = groups.iter().map(|_| Vec::new()).collect();
    let mut is_checked = false;
    for ((at, upsert), rows) in batches.into_iter().zip(run_all(tx, first).await?) {
        let (link, meta) = groups[at].0;
        let rows = LinkRow::read(meta, rows);
        if let Some(rest) = without(upsert, &rows) {
            // What was written could be: the unique indexes say so. What is in the way of the rest is looked at.
            if !std::mem::replace(&mut is_checked, true) {
                check_cardinality(tx, groups).await?;
            }
            written[at].extend(overwrite(tx, (link, meta), rest).await?);
        }
        written[at].extend(rows);
    }
    Ok(written)
}

/// Changes the further columns of pairs that are linked; columns that are not given stay.
///
/// Fails where one of the pairs is not linked.
pub async fn update(tx: &Tx, registry: &LinkRegistry, links: &[LinkInput], stamp: &Stamp) -> Result<Changes> {
    let rows = held(tx, registry, links).await?;
    let linked: HashSet<(&str, (&str, &str))> = rows
        .iter()
        .filter(|row| row.get("deleted_at").is_null())
        .map(|row| (row.meta().table, row.pair()))
        .collect();
    for link in links {
        if !linked.contains(&(link.find(registry)?.0.table, link.pair())) {
            return Err(Error::not_found("Could not find all existing links from data"));
        }
    }
    create(tx, registry, links, stamp).await
}

async fn run_all(tx: &Tx, statements: Vec<Statement>) -> Result<Vec<Rows>> {
    if statements.is_empty() { Ok(Vec::new()) } else { tx.run_all(statements).await }
}

/// The first try at an upsert. Where further unique indexes keep cardinality, it leaves alone whatever is there: an
/// upsert that gives way on one index only may fail on another when two callers write the same new pair at once.
fn attempt(link: &LinkDefinition, upsert: &Insert) -> Insert {
    let mut insert = upsert.clone();
    if unique_sides(link).next().is_some() {
        insert.on_conflict = Some(OnConflict { target: Vec::new(), target_filter: None, update: Vec::new() });
    }
    insert
}

/// The rows of an upsert that were not written.
fn without(mut upsert: Insert, written: &[LinkRow]) -> Option<Insert> {
    let pairs: HashSet<(&str, &str)> = written.iter().map(LinkRow::pair).collect();
    upsert.rows.retain(|row| pair_of(row).is_some_and(|pair| !pairs.contains(&pair)));
    (!upsert.rows.is_empty()).then_some(upsert)
}

/// The keys stand first.
fn pair_of(row: &[Value]) -> Option<(&str, &str)> {
    match row {
        [Value::Text(left), Value::Text(right), ..] => Some((left, right)),
        _ => None,
    }
}

/// Writes pairs that gave way to rows that are there. Those are held first: PostgreSQL may not find a row that is just being
/// changed, and would insert it beside itself. A pair that is not there gave way to another of the same record.
async fn overwrite(tx: &Tx, link: Stored<'_>, upsert: Insert) -> Result<Vec<LinkRow>> {
    let pairs: Vec<_> = upsert.rows.iter().filter_map(|row| pair_of(row)).collect();
    let held = tx.run(locked(link, pairs::any_of(link, &pairs))).await?;
    if LinkRow::read(link.1, held).len() < pairs.len() {
        return Err(too_many(link.0));
    }
    let rows = tx.run(upsert).await.map_err(|error| translated(error, link.0))?;
    Ok(LinkRow::read(link.1, rows))
}

/// Refuses what would give a record a second link where it may have one: within the call first, then against the live
/// rows.
async fn check_cardinality(tx: &Tx, groups: &[Group<'_>]) -> Result<()> {
    let mut asked = Vec::new();
    let mut statements: Vec<Statement> = Vec::new();
    for (link, inputs) in groups {
        let wanted = Partners::of(link.0, inputs)?;
        let rivals: Vec<Expr> = unique_sides(link.0)
            .map(|side| {
                let is_left = side.column == link.0.left.column;
                let ids = inputs.iter().map(|input| if is_left { input.pair().0 } else { input.pair().1 });
                Expr::column(side.column).is_in(ids)
            })
            .collect();
        if !rivals.is_empty() {
            statements.push(rows_of(link.1, Expr::Or(rivals)).filter(pairs::live()).into());
            asked.push((*link, wanted));
        }
    }
    for (((link, meta), mut wanted), rows) in asked.into_iter().zip(run_all(tx, statements).await?) {
        for row in LinkRow::read(meta, rows) {
            wanted.add(link, row.pair())?;
        }
    }
    Ok(())
}

/// Whom the records of a link's unique sides are linked with.
#[derive(Default)]
struct Partners {
    of_left: HashMap<String, String>,
    of_right: HashMap<String, String>,
}

impl Partners {
    /// Those that the inputs ask for; fails where they ask for two.
    fn of(link: &LinkDefinition, inputs: &[&LinkInput]) -> Result<Self> {
        let mut wanted = Self::default();
        for input in inputs {
            wanted.add(link, input.pair())?;
        }
        Ok(wanted)
    }
    fn add(&mut self, link: &LinkDefinition, (left, right): (&str, &str)) -> Result<()> {
        let one_right = link.right.many || is_only(&mut self.of_left, left, right);
        let one_left = link.left.many || is_only(&mut self.of_right, right, left);
        if one_right && one_left { Ok(()) } else { Err(too_many(link)) }
    }
}

fn is_only(partners: &mut HashMap<String, String>, of: &str, partner: &str) -> bool {
    partners.entry(of.to_owned()).or_insert_with(|| partner.to_owned()) == partner
}

/// One insert for all pairs that give the same further columns: in practice one.
fn upserts(link: Stored<'_>, inputs: &[&LinkInput], stamp: &Stamp) -> Result<Vec<Insert>> {
    let mut batches: Vec<Insert> = Vec::new();
    for input in last_of_each_pair(inputs) {
        let extra = given(link.0, input)?;
        let given_columns: Vec<&'static str> = extra.iter().map(|(column, _)| *column).collect();
        let row = row(link.0, input, extra, stamp)?;
        match batches
            .iter_mut()
            .find(|batch| batch.columns.ends_with(&given_columns) && batch.columns.len() == row.len())
        {
            Some(batch) => batch.rows.push(row),
            None => batches.push(insert(link, given_columns, row)),
        }
    }
    Ok(batches)
}

/// A database takes each pair once per statement. Sorted, so that callers at once do not wait for each other in a ring.
fn last_of_each_pair<'a>(inputs: &[&'a LinkInput]) -> impl Iterator<Item = &'a LinkInput> {
    let last: BTreeMap<(&str, &str), &'a LinkInput> =
        inputs.iter().map(|input| (input.pair(), *input)).collect();
    last.into_values()
}

/// The values given for further columns, in the order of the table.
fn given(link: &LinkDefinition, input: &LinkInput) -> Result<Vec<(&'static str, Value)>> {
    let is_known = |name: &str| name == "id" || link.extra.iter().any(|extra| extra.name == name);
    if let Some(name) = input.data.keys().find(|name| !is_known(name)) {
        return Err(Error::invalid_data(format!("Link {} has no column {name}", link.table)));
    }
    let value =
        |extra: &Extra| input.data.get(extra.name).map(|json| Ok((extra.name, cell_of(extra, json)?)));
    link.extra.iter().filter_map(value).collect()
}

fn row(
    link: &LinkDefinition,
    input: &LinkInput,
    extra: Vec<(&'static str, Value)>,
    stamp: &Stamp,
) -> Result<Vec<Value>> {
    let (left, right) = input.pair();
    if left.is_empty() || right.is_empty() {
        let (l, r) = (link.left.column, link.right.column);
        return Err(Error::invalid_data(format!("Invalid link: {l} and {r} must not be empty")));
    }
    let id = match input.data.get("id") {
        None | Some(Json::Null) => stamp.id(link.id_prefix),
        Some(Json::String(id)) if (1..=ID_LEN_MAX).contains(&id.len()) => id.clone(),
        Some(_) => return Err(Error::invalid_data("Invalid value for column id")),
    };
    let mut row: Vec<Value> =
        vec![left.into(), right.into(), id.into(), stamp.now.into(), stamp.now.into(), Value::Null];
    row.extend(extra.into_iter().map(|(_, value)| value));
    Ok(row)
}

/// A pair that is there keeps its times, as in Medusa.
fn insert((link, meta): Stored<'_>, extra: Vec<&'static str>, row: Vec<Value>) -> Insert {
    let keys = vec![link.left.column, link.right.column];
    let mut columns = keys.clone();
    columns.extend(["id", "created_at", "updated_at", "deleted_at"]);
    columns.extend(&extra);
    let mut update = vec!["id", "deleted_at"];
    update.extend(&extra);
    Insert {
        table: meta.table,
        columns,
        rows: vec![row],
        on_conflict: Some(OnConflict { target: keys, target_filter: None, update }),
        returning: LinkRow::columns(meta),
    }
}

/// The pair's own key is settled by the upsert, so a duplicate is one of the unique indexes that keep cardinality:
/// somebody else was faster, between the check and the write, with another pair.
fn translated(error: Error, link: &LinkDefinition) -> Error {
    if error.kind() == ErrorKind::Duplicate { too_many(link).with_source(error) } else { error }
}

fn in_order(mut rows: Vec<LinkRow>, inputs: &[&LinkInput]) -> Vec<LinkRow> {
    let places: HashMap<(&str, &str), usize> =
        inputs.iter().enumerate().map(|(at, input)| (input.pair(), at)).collect();
    rows.sort_by_key(|row| places.get(&row.pair()).copied());
    rows
}
