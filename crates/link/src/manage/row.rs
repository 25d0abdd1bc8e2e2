//! What comes back: rows, the events they mean, records that went with them.

use super::{LinkInput, Stored};
use crate::definition::LinkDefinition;
use serde_json::{Map, Value as Json, json};
use stheno_database::{Rows, Type};
use stheno_kernel::{Decimal, Error, JsonText, JsonWriter, Result, Timestamp, Value};
use stheno_model::{FieldKind, FieldMeta, ModelMeta, dynamic};

/// A row of a pivot table, as it stands after the call.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkRow {
    meta: PivotMeta,
    cells: Vec<Value>,
}

/// Equal if of the same table.
#[derive(Clone, Copy, Debug)]
struct PivotMeta(&'static ModelMeta);

impl PartialEq for PivotMeta {
    fn eq(&self, other: &Self) -> bool {
        self.0.table == other.0.table
    }
}

impl LinkRow {
    /// The model of the row.
    pub fn meta(&self) -> &'static ModelMeta {
        self.meta.0
    }
    /// The cell of a column; NULL for a column that is not there.
    pub fn get(&self, column: &str) -> &Value {
        let at = self.meta.0.fields.iter().position(|f| f.name == column);
        at.and_then(|at| self.cells.get(at)).unwrap_or(&Value::Null)
    }
    /// The text of a column; empty for anything else.
    pub fn text(&self, column: &str) -> &str {
        self.get(column).as_str().unwrap_or_default()
    }
    /// The row's own id.
    pub fn id(&self) -> &str {
        self.text("id")
    }
    /// Writes the row as an object.
    pub fn write(&self, out: &mut JsonWriter) {
        out.begin_object();
        for (field, cell) in self.meta.0.fields.iter().zip(&self.cells) {
            out.key(field.name);
            out.value(cell);
        }
        out.end_object();
    }
    /// What creates this row again, further columns included.
    pub fn to_input(&self, link: &LinkDefinition) -> LinkInput {
        let end = |side: &crate::Side| (side.module(), side.column, self.text(side.column));
        let input = LinkInput::new(end(&link.left), end(&link.right));
        link.extra.iter().fold(input, |input, extra| {
            let mut out = JsonWriter::default();
            out.value(self.get(extra.name));
            input.with(extra.name, serde_json::from_slice::<Json>(&out.into_bytes()).unwrap_or_default())
        })
    }

    /// The row by column, exactly, in a form that a journal keeps.
    pub(super) fn to_journal(&self) -> Map<String, Json> {
        let cells = self.meta.0.fields.iter().zip(&self.cells);
        cells.map(|(field, cell)| (field.name.to_owned(), journaled(cell))).collect()
    }
    /// Reads what [`LinkRow::to_journal`] wrote; a column that was added since takes its default.
    pub(super) fn from_journal(meta: &'static ModelMeta, kept: &Map<String, Json>) -> Result<Self> {
        let cell = |field: &FieldMeta| match kept.get(field.name) {
            Some(json) => read_journaled(field.kind, json).ok_or_else(|| {
                Error::unexpected_state(format!("the journal of {} cannot be read", meta.table))
            }),
            None => dynamic::default_cell(field, Timestamp::default()),
        };
        let cells = meta.fields.iter().map(cell).collect::<Result<_>>()?;
        Ok(Self { meta: PivotMeta(meta), cells })
    }
    pub(super) fn is_live(&self) -> bool {
        self.get("deleted_at").is_null()
    }
    pub(super) fn into_cells(self) -> Vec<Value> {
        self.cells
    }

    /// All columns of a pivot table, for `RETURNING` and selects.
    pub(super) fn columns(meta: &'static ModelMeta) -> Vec<(&'static str, Type)> {
        meta.fields.iter().map(|f| (f.name, f.kind.cell())).collect()
    }
    pub(super) fn read(meta: &'static ModelMeta, rows: Rows) -> Vec<Self> {
        rows.into_rows().map(|cells| Self { meta: PivotMeta(meta), cells }).collect()
    }
    pub(super) fn pair(&self) -> (&str, &str) {
        let mut texts = self.cells.iter().map(|cell| cell.as_str().unwrap_or_default());
        (texts.next().unwrap_or_default(), texts.next().unwrap_or_default())
    }
}

/// Numbers with digits of their own and JSON stay text, so that nothing of them is lost.
fn journaled(cell: &Value) -> Json {
    match cell {
        Value::Null => Json::Null,
        Value::Bool(b) => (*b).into(),
        Value::Int(i) => (*i).into(),
        Value::Float(f) => (*f).into(),
        Value::Decimal(d) => d.to_string().into(),
        Value::Text(text) => text.as_str().into(),
        Value::Time(at) => at.to_string().into(),
        Value::Json(json) => json.as_str().into(),
        Value::List(items) => items.iter().map(journaled).collect(),
    }
}

fn read_journaled(kind: FieldKind, json: &Json) -> Option<Value> {
    if json.is_null() {
        return Some(Value::Null);
    }
    match kind {
        FieldKind::Text | FieldKind::Enum(_) => json.as_str().map(Value::from),
        FieldKind::Integer | FieldKind::Serial => json.as_i64().map(Value::from),
        FieldKind::Float => json.as_f64().map(Value::from),
        FieldKind::BigNumber => json.as_str()?.parse::<Decimal>().ok().map(Value::from),
        FieldKind::Boolean => json.as_bool().map(Value::from),
        FieldKind::Time => json.as_str().and_then(Timestamp::parse).map(Value::from),
        FieldKind::Json | FieldKind::RawBigNumber => {
            json.as_str().map(|text| JsonText::from_trusted(text.to_owned()).into())
        }
        FieldKind::Texts => {
            let texts = json.as_array()?.iter().map(|item| item.as_str().map(Value::from));
            texts.collect::<Option<Vec<_>>>().map(Value::List)
        }
    }
}

/// An event to send once the transaction is committed.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkEvent {
    /// `LinkOrderCart.attached`, `LinkOrderCart.detached`.
    pub name: String,
    /// `{id}`: the row's id, or a list of ids.
    pub data: Json,
    /// The link's service, for the event's metadata.
    pub source: &'static str,
    /// The link row's entity, for the event's metadata.
    pub object: &'static str,
    /// `attached` or `detached`, for the event's metadata.
    pub action: &'static str,
}

impl LinkEvent {
    /// `{source, object, action}`
    pub fn metadata(&self) -> Json {
        json!({ "source": self.source, "object": self.object, "action": self.action })
    }
}

/// What a call did.
#[derive(Debug, Default)]
pub struct Changes {
    /// The rows touched, as they are now.
    pub rows: Vec<LinkRow>,
    /// What to tell, after the commit.
    pub events: Vec<LinkEvent>,
    /// The rows as they were before, of a call that goes from records to their links.
    pub before: Vec<LinkRow>,
    /// Records of the modules that went, or came back, with the rows.
    pub records: Vec<(&'static ModelMeta, Vec<String>)>,
}

impl Changes {
    /// Adds what another call did.
    pub(super) fn extend(&mut self, other: Self) {
        self.rows.extend(other.rows);
        self.events.extend(other.events);
        self.before.extend(other.before);
        self.records.extend(other.records);
    }
    pub(super) fn attached(&mut self, link: Stored<'_>, rows: Vec<LinkRow>) {
        self.add(link, rows, "attached");
    }
    pub(super) fn detached(&mut self, link: Stored<'_>, rows: Vec<LinkRow>) {
        self.add(link, rows, "detached");
    }
    fn add(&mut self, (link, _): Stored<'_>, rows: Vec<LinkRow>, action: &'static str) {
        let id = match rows.as_slice() {
            [] => return,
            [one] => json!(one.id()),
            many => json!(many.iter().map(LinkRow::id).collect::<Vec<_>>()),
        };
        let (source, object) = (link.service, link.entity);
        let name = format!("{object}.{action}");
        self.events.push(LinkEvent { name, data: json!({ "id": id }), source, object, action });
        self.rows.extend(rows);
    }
}
