//! A record of any model, made from what the model declares: what tests over the whole registry work with.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use stheno_database::Insert;
use stheno_kernel::{Amount, JsonText, Result, Value};
use stheno_model::{FieldKind, FieldMeta, ModelMeta, dynamic};
use stheno_workflow::FlowTx;

static NEXT: AtomicUsize = AtomicUsize::new(1);

/// Writes a record with whatever must be there, its parents within its module included; `given` fills further columns.
/// Answers its id.
pub async fn put(
    cx: &FlowTx,
    models: &[&'static ModelMeta],
    meta: &'static ModelMeta,
    given: &[(&'static str, Value)],
) -> Result<String> {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut parents: HashMap<&str, Value> = HashMap::new();
    for key in meta.foreign_keys {
        let [column] = key.columns else { panic!("{} has a key of several columns", meta.table) };
        let needed = meta.field(column).is_some_and(|field| !field.nullable);
        if needed && !given.iter().any(|(name, _)| name == column) {
            let parent =
                models.iter().find(|model| model.table == key.references).expect("a module is whole");
            let id = Box::pin(put(cx, models, parent, &[])).await?;
            parents.insert(column, id.into());
        }
    }
    let prefix = if meta.id_prefix.is_empty() { meta.table } else { meta.id_prefix };
    let id = format!("{prefix}_test{number}");
    let fields: Vec<&FieldMeta> = meta.stored().filter(|field| field.kind != FieldKind::Serial).collect();
    let cell = |field: &FieldMeta| -> Result<Value> {
        let given = given.iter().find(|(name, _)| *name == field.name).map(|(_, value)| value);
        if field.name == meta.key() {
            return Ok(id.as_str().into());
        }
        if let Some(value) = given.or_else(|| parents.get(field.name)) {
            return Ok(value.clone());
        }
        if field.default.is_some() || field.nullable {
            return dynamic::default_cell(field, cx.now());
        }
        Ok(match field.kind {
            FieldKind::Text => format!("{}{number}", field.name).into(),
            FieldKind::Enum(words) => words[0].into(),
            FieldKind::Integer | FieldKind::Serial => 1.into(),
            FieldKind::Float => 1.0.into(),
            FieldKind::BigNumber => Amount::from(1).into(),
            FieldKind::RawBigNumber => JsonText::from_trusted(r#"{"value": "1", "precision": 20}"#).into(),
            FieldKind::Boolean => false.into(),
            FieldKind::Time => cx.now().into(),
            FieldKind::Json => JsonText::from_trusted("{}").into(),
            FieldKind::Texts => Value::List(Vec::new()),
        })
    };
    let row = fields.iter().map(|field| cell(field)).collect::<Result<Vec<_>>>()?;
    let columns = fields.iter().map(|field| field.name).collect();
    let insert =
        Insert { table: meta.table, columns, rows: vec![row], on_conflict: None, returning: Vec::new() };
    cx.execute(insert).await?;
    Ok(id)
}
