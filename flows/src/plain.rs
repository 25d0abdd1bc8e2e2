//! Creation, change and deletion of one model, with its events and without rules of its own.

use serde_json::{Map, Value as Json, json};
use stheno_database::Expr;
use stheno_kernel::{Error, ErrorKind, Result};
use stheno_model::{ModelMeta, dynamic};
use stheno_workflow::steps::delete_records;
use stheno_workflow::{FlowTx, RequestCtx};

/// A model whose verbs need no rules: `Plain { flow: "regions", event: "region", .. }`.
#[derive(Clone, Copy)]
pub struct Plain {
    /// The model.
    pub model: fn() -> &'static ModelMeta,
    /// The plural in workflow ids (`create-<flow>`).
    pub flow: &'static str,
    /// Prefix of the events (`region` for `region.created`); empty for none.
    pub event: &'static str,
    /// What a sentence calls the record (`Region with id: .. was not found`).
    pub label: &'static str,
}

impl Plain {
    /// Creates records in a transaction of their own; answers their ids.
    pub async fn create(self, ctx: &RequestCtx, rows: Vec<Map<String, Json>>) -> Result<Vec<String>> {
        ctx.transaction("create-plain", move |cx| async move { self.create_in(&cx, rows).await }).await
    }

    /// Creates records as a step of a flow.
    pub async fn create_in(self, cx: &FlowTx, rows: Vec<Map<String, Json>>) -> Result<Vec<String>> {
        cx.step(self.flow).await?;
        let ids =
            dynamic::insert_json(cx.tx(), (self.model)(), rows, cx.stamp()).await.map_err(as_invalid)?;
        self.emit(cx, "created", &ids);
        Ok(ids)
    }

    /// Changes one record.
    pub async fn update(self, ctx: &RequestCtx, id: String, patch: Map<String, Json>) -> Result<()> {
        ctx.transaction("update-plain", move |cx| async move { self.update_in(&cx, &id, patch).await }).await
    }

    /// Changes one record as a step of a flow.
    pub async fn update_in(self, cx: &FlowTx, id: &str, patch: Map<String, Json>) -> Result<()> {
        cx.step(self.flow).await?;
        let meta = (self.model)();
        let changed =
            dynamic::update_json(cx.tx(), meta, Expr::column(meta.key()).eq(id), &patch, cx.now()).await;
        let changed = changed.map_err(as_invalid)?;
        if changed.is_empty() {
            return Err(self.missing(id));
        }
        self.emit(cx, "updated", &changed);
        Ok(())
    }

    /// Deletes records with what hangs on them, their links included. Ids that are not there are no error.
    pub async fn delete(self, ctx: &RequestCtx, ids: Vec<String>) -> Result<()> {
        ctx.transaction("delete-plain", move |cx| async move { self.delete_in(&cx, &ids).await }).await
    }

    /// Deletes records as a step of a flow.
    pub async fn delete_in(self, cx: &FlowTx, ids: &[String]) -> Result<()> {
        cx.step(self.flow).await?;
        let own = delete_records(cx, (self.model)(), ids).await?;
        self.emit(cx, "deleted", &own);
        Ok(())
    }

    /// The error for a record that is not there.
    pub fn missing(self, id: &str) -> Error {
        Error::not_found(format!("{} with id: {id} was not found", self.label))
    }

    fn emit(self, cx: &FlowTx, what: &str, ids: &[String]) {
        if !self.event.is_empty() {
            for id in ids {
                cx.emit(&format!("{}.{what}", self.event), json!({ "id": id }));
            }
        }
    }
}

/// What a held unique rule is on the wire where no flow says otherwise: data that cannot be accepted.
pub fn as_invalid(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Duplicate => Error::invalid_data(error.message()).with_source(error),
        _ => error,
    }
}
