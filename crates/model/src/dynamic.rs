//! Records of a model that is known only at run time: JSON bodies in, cells out. What plain resources are made of.

use crate::json::{required, unrecognized, value_from_json};
use crate::records::live;
use crate::{FieldKind, FieldMeta, ModelMeta};
use serde_json::{Map, Value as Json};
use stheno_database::{Expr, Insert, Rows, Select, Tx, Type, Update};
use stheno_kernel::{Amount, Error, JsonText, Result, Stamp, Timestamp, Value};

/// Bytes of a record's `metadata` at most, as JSON, however many bodies brought it: what one body may bring at the very most.
pub const METADATA_MAX: usize = 100 * 1024;

/// The refusal of a `metadata` that takes more than `limit` bytes.
pub fn oversized_metadata(limit: usize) -> Error {
    Error::invalid_data(format!("Metadata must not take more than {limit} bytes"))
}

/// What setting `column` to `value` writes: the column, and `raw_*` beside a big number.
pub fn cells_of(meta: &ModelMeta, column: &'static str, value: Value) -> Vec<(&'static str, Expr)> {
    let raw = meta.raw_of(column).map(|raw| (raw, Expr::Param(raw_cell(&value))));
    std::iter::once((column, Expr::Param(value))).chain(raw).collect()
}

/// What setting `column` to an expression over the old row writes: `raw_*` repeats the expression.
pub fn exprs_of(meta: &ModelMeta, column: &'static str, expr: Expr) -> Vec<(&'static str, Expr)> {
    match meta.raw_of(column) {
        Some(raw) => vec![(column, expr.clone()), (raw, Expr::RawNumber(Box::new(expr)))],
        None => vec![(column, expr)],
    }
}

/// Writes new records from JSON bodies; answers their ids in order.
///
/// A body may bring its own `id`. What it leaves out takes the declared default; names that the model does not have, or
/// does not let a caller write, are refused.
pub async fn insert_json(
    tx: &Tx,
    meta: &'static ModelMeta,
    bodies: Vec<Map<String, Json>>,
    stamp: &Stamp,
) -> Result<Vec<String>> {
    let fields: Vec<_> = meta.stored().filter(|f| f.kind != FieldKind::Serial).collect();
    let rows = bodies.iter().map(|body| row_of(meta, &fields, body, stamp)).collect::<Result<Vec<_>>>()?;
    let key = fields.iter().position(|f| f.name == meta.key()).unwrap_or_default();
    let ids =
        rows.iter().map(|row| row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()).collect();
    if !rows.is_empty() {
        let columns = fields.iter().map(|f| f.name).collect();
        tx.execute(Insert { table: meta.table, columns, rows, on_conflict: None, returning: Vec::new() })
            .await?;
    }
    Ok(ids)
}

/// Changes the live records that match from a JSON body; answers the ids of those changed.
///
/// `metadata` merges, one level deep: a member of the body replaces the record's, an empty text removes it, `null` as the
/// whole of `metadata` clears it. Every other field is replaced.
pub async fn update_json(
    tx: &Tx,
    meta: &'static ModelMeta,
    filter: Expr,
    body: &Map<String, Json>,
    now: Timestamp,
) -> Result<Vec<String>> {
    refuse_unwritable(meta, body, |field| field.name != meta.key())?;
    let mut set = Vec::new();
    let mut filter = filter.and(live(meta));
    for field in meta.stored() {
        let Some(json) = body.get(field.name) else { continue };
        let value = value_from_json(field, json)?;
        match json.as_object().filter(|_| field.name == "metadata") {
            None => set.extend(cells_of(meta, field.name, value)),
            Some(patch) if patch.is_empty() => {}
            Some(patch) => {
                let (ids, merged) = merged_metadata(tx, meta, filter, patch).await?;
                if ids.is_empty() {
                    return Ok(ids);
                }
                set.push((field.name, merged));
                filter = Expr::column(meta.key()).is_in(ids);
            }
        }
    }
    if meta.field("updated_at").is_some() {
        set.push(("updated_at", Expr::param(now)));
    }
    if set.is_empty() {
        return ids_of(tx, meta, filter).await;
    }
    let update = Update { table: meta.table, set, filter, returning: vec![(meta.key(), Type::Text)] };
    Ok(texts(tx.run(update).await?))
}

/// The cell of a field that a new record does not mention: its declared default, read from PostgreSQL's text.
pub fn default_cell(field: &FieldMeta, now: Timestamp) -> Result<Value> {
    let Some(text) = field.default else { return Ok(Value::Null) };
    let bare = unquoted(text);
    let cell = match field.kind {
        FieldKind::Text | FieldKind::Enum(_) => Some(bare.into()),
        FieldKind::Integer | FieldKind::Serial => bare.parse::<i64>().ok().map(Value::from),
        FieldKind::Float => bare.parse::<f64>().ok().map(Value::from),
        FieldKind::BigNumber => Amount::parse(&bare).map(Value::from),
        FieldKind::Boolean => bare.parse::<bool>().ok().map(Value::from),
        FieldKind::Json | FieldKind::RawBigNumber => Some(JsonText::from_trusted(bare).into()),
        FieldKind::Time if matches!(bare.to_ascii_lowercase().as_str(), "now()" | "current_timestamp") => {
            Some(now.into())
        }
        FieldKind::Texts if bare == "{}" || bare == "ARRAY[]" => Some(Value::List(Vec::new())),
        FieldKind::Time | FieldKind::Texts => None,
    };
    cell.ok_or_else(|| {
        Error::unexpected_state(format!("the default of {} is not understood: {text}", field.name))
    })
}

/// `'it''s'::text` as `it's`, `(0)::numeric` as `0`.
fn unquoted(text: &str) -> String {
    match text.trim().strip_prefix('\'') {
        Some(rest) => {
            let end = rest.rfind('\'').unwrap_or(rest.len());
            rest[..end].replace("''", "'")
        }
        None => {
            let bare = text.split_once("::").map_or(text, |(value, _cast)| value).trim();
            match bare.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
                Some(inner) => inner.to_owned(),
                None => bare.to_owned(),
            }
        }
    }
}

fn raw_cell(value: &Value) -> Value {
    value.as_decimal().map(|d| Amount::from(d).raw_json()).into()
}

/// Whether a body may name this field: secrets, counters, `raw_*` and the three times are ours.
fn writable(field: &FieldMeta) -> bool {
    let ours = matches!(field.name, "created_at" | "updated_at" | "deleted_at");
    !field.hidden && !ours && !matches!(field.kind, FieldKind::Serial | FieldKind::RawBigNumber)
}

fn refuse_unwritable(
    meta: &ModelMeta,
    body: &Map<String, Json>,
    also: impl Fn(&FieldMeta) -> bool,
) -> Result<()> {
    let strange = |name: &&str| !meta.field(name).is_some_and(|field| writable(field) && also(field));
    let mut strange = body.keys().map(String::as_str).filter(strange).peekable();
    if strange.peek().is_some() { Err(unrecognized(strange)) } else { Ok(()) }
}

/// The cells of a new record; the `raw_*` cell follows from the one before it.
fn row_of(
    meta: &ModelMeta,
    fields: &[&'static FieldMeta],
    body: &Map<String, Json>,
    stamp: &Stamp,
) -> Result<Vec<Value>> {
    refuse_unwritable(meta, body, |_| true)?;
    let mut cells: Vec<Value> = Vec::with_capacity(fields.len());
    for field in fields {
        let cell = match body.get(field.name) {
            Some(json) => value_from_json(field, json)?,
            None if field.kind == FieldKind::RawBigNumber => cells.last().map(raw_cell).unwrap_or_default(),
            None if field.name == meta.key() && !meta.id_prefix.is_empty() => stamp.id(meta.id_prefix).into(),
            None if matches!(field.name, "created_at" | "updated_at") => stamp.now.into(),
            None => default_cell(field, stamp.now)?,
        };
        if cell.is_null() && !field.nullable {
            return Err(required(field));
        }
        cells.push(cell);
    }
    Ok(cells)
}

/// The ids of the records that match, held, and their `metadata` with `patch` merged in.
async fn merged_metadata(
    tx: &Tx,
    meta: &'static ModelMeta,
    filter: Expr,
    patch: &Map<String, Json>,
) -> Result<(Vec<String>, Expr)> {
    let key = Expr::column(meta.key());
    let select = Select::from(meta.table).column(meta.key(), Type::Text).column("metadata", Type::Json);
    let held = tx.run(select.filter(filter).order(key.clone(), false).for_update()).await?;
    let mut ids = Vec::new();
    let mut groups: Vec<(JsonText, Vec<String>)> = Vec::new();
    for row in held.into_rows() {
        let mut cells = row.into_iter();
        let (Some(Value::Text(id)), old) = (cells.next(), cells.next()) else { continue };
        let merged = merge(old.as_ref().and_then(Value::as_json), patch)?;
        ids.push(id.clone());
        match groups.iter_mut().find(|(known, _)| *known == merged) {
            Some((_, members)) => members.push(id),
            None => groups.push((merged, vec![id])),
        }
    }
    let last = groups.pop().map(|(merged, _)| Expr::param(merged)).unwrap_or(Expr::Param(Value::Null));
    let cases: Vec<_> =
        groups.into_iter().map(|(merged, ids)| (key.clone().is_in(ids), Expr::param(merged))).collect();
    Ok((ids, if cases.is_empty() { last } else { Expr::Case(cases, Box::new(last)) }))
}

/// `metadata` after an update that names some of its members. It may shrink from wherever it is, and grow to [`METADATA_MAX`].
pub fn merge(old: Option<&JsonText>, patch: &Map<String, Json>) -> Result<JsonText> {
    let mut members = match old.map(JsonText::to_value) {
        Some(Json::Object(members)) => members,
        _ => Map::new(),
    };
    for (name, value) in patch {
        if value.as_str() == Some("") {
            members.shift_remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    let merged = JsonText::from(Json::Object(members));
    let size = merged.as_str().len();
    if size > METADATA_MAX && old.is_none_or(|old| size > old.as_str().len()) {
        return Err(oversized_metadata(METADATA_MAX));
    }
    Ok(merged)
}

async fn ids_of(tx: &Tx, meta: &'static ModelMeta, filter: Expr) -> Result<Vec<String>> {
    let rows = tx.run(Select::from(meta.table).column(meta.key(), Type::Text).filter(filter)).await?;
    Ok(texts(rows))
}

fn texts(rows: Rows) -> Vec<String> {
    let cells = rows.into_values().into_iter();
    cells.filter_map(|cell| if let Value::Text(text) = cell { Some(text) } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Model as _;
    use crate::sample::{Book, Cover, instant, stamp};
    use serde_json::json;

    fn object(json: Json) -> Map<String, Json> {
        json.as_object().cloned().unwrap()
    }

    #[test]
    fn defaults_of_the_meta_are_those_of_the_struct() {
        let made = Book::new(&stamp(0)).into_cells();
        for (field, cell) in Book::meta().stored().zip(made).filter(|(f, _)| f.default.is_some()) {
            if field.kind != FieldKind::RawBigNumber {
                assert_eq!(default_cell(field, instant(0)).unwrap(), cell, "{}", field.name);
            }
        }
        assert_eq!((unquoted("'it''s'::text"), unquoted("(0)::numeric")), ("it's".into(), "0".into()));
    }

    #[test]
    fn a_body_becomes_a_row() {
        let fields: Vec<_> = Book::meta().stored().collect();
        let body = object(json!({ "title": "T", "shelf_id": "shelf_1", "price": 1.5, "deposit": null }));
        let row = row_of(Book::meta(), &fields, &body, &stamp(0));
        // The serial is counted by the database, so it is missing here.
        assert_eq!(row.unwrap_err().message(), "Invalid request: Field 'display_id' is required");
        let fields: Vec<_> = fields.into_iter().filter(|f| f.kind != FieldKind::Serial).collect();
        let row = row_of(Book::meta(), &fields, &body, &stamp(0)).unwrap();
        let cell = |name| &row[fields.iter().position(|f| f.name == name).unwrap()];
        assert!(cell("id").as_str().unwrap().starts_with("book_"));
        assert_eq!(cell("raw_price"), &Amount::parse("1.5").unwrap().raw_json().into());
        assert_eq!((cell("deposit"), cell("raw_deposit")), (&Value::Null, &Value::Null));
        assert_eq!(cell("type"), &Value::from("novel"));
    }

    #[test]
    fn a_body_names_only_what_a_caller_may_write() {
        let fields: Vec<_> = Cover::meta().stored().collect();
        let refused =
            |body| row_of(Cover::meta(), &fields, &object(body), &stamp(0)).unwrap_err().message().to_owned();
        let message = refused(json!({ "url": "u", "foo": 1, "deleted_at": null }));
        assert_eq!(message, "Invalid request: Unrecognized fields: 'foo, deleted_at'");
        assert_eq!(refused(json!({})), "Invalid request: Field 'url' is required");
        let body = object(json!({ "secret": "s", "raw_price": {} }));
        assert!(
            refuse_unwritable(Book::meta(), &body, |_| true)
                .unwrap_err()
                .message()
                .contains("'secret, raw_price'")
        );
    }

    #[test]
    fn metadata_merges_one_level_deep() {
        let old = JsonText::from_trusted(r#"{"a":1,"b":{"x":1},"c":"k","e":""}"#);
        let patch = object(json!({ "b": { "z": 3 }, "c": "", "n": null }));
        assert_eq!(merge(Some(&old), &patch).unwrap().as_str(), r#"{"a":1,"b":{"z":3},"e":"","n":null}"#);
        assert_eq!(merge(None, &object(json!({ "k": 1, "e": "" }))).unwrap().as_str(), r#"{"k":1}"#);
    }

    #[test]
    fn metadata_does_not_grow_step_by_step_without_end() {
        let part = "x".repeat(METADATA_MAX / 4);
        let mut held = None;
        let mut refused = None;
        for n in 0..4 {
            match merge(held.as_ref(), &object(json!({ format!("part{n}"): part }))) {
                Ok(merged) => held = Some(merged),
                Err(error) => refused = Some((n, error.message().to_owned())),
            }
        }
        assert_eq!(refused, Some((3, "Metadata must not take more than 102400 bytes".to_owned())));
        // What is too large already, as another program wrote it, may only shrink.
        let large = JsonText::from(json!({ "a": "x".repeat(2 * METADATA_MAX), "b": "y" }));
        assert!(merge(Some(&large), &object(json!({ "b": "" }))).is_ok());
        assert!(merge(Some(&large), &object(json!({ "b": "yy" }))).is_err());
    }

    #[test]
    fn a_big_number_takes_its_raw_column_along() {
        let amount = Amount::parse("2.50").unwrap();
        let cells = cells_of(Book::meta(), "price", amount.into());
        assert_eq!(cells, [("price", Expr::param(amount)), ("raw_price", Expr::param(amount.raw_json()))]);
        let more = Expr::column("price").plus(Expr::param(amount));
        let exprs = exprs_of(Book::meta(), "price", more.clone());
        assert_eq!(exprs, [("price", more.clone()), ("raw_price", Expr::RawNumber(Box::new(more)))]);
        assert_eq!(exprs_of(Book::meta(), "pages", Expr::always()).len(), 1);
    }
}
