//! Records with their links: the one way in which a flow deletes.

use super::undo::{Records, remember, tell};
use crate::FlowTx;
use stheno_database::Expr;
use stheno_kernel::Result;
use stheno_link::manage::{self, Changes, LinkMemory};
use stheno_model::ModelMeta;

/// Deletes records with what hangs on them, and every link of all that went; answers the ids of `model` that were there.
pub async fn delete_records(cx: &FlowTx, model: &'static ModelMeta, ids: &[String]) -> Result<Vec<String>> {
    let changes = manage::delete_records(cx.tx(), cx.app().links(), model, ids, cx.now()).await?;
    let own = own(&changes, model);
    remember(
        cx,
        LinkMemory::of(&changes.before, &changes, cx.now()),
        Records::Went(changes.records.clone()),
    )?;
    tell(cx, changes);
    Ok(own)
}

/// Removes rows for good, deleted ones too, and every link of theirs; answers their ids. A flow that commits before its
/// end does this last: rows that are no more cannot be put back.
pub async fn remove_records(cx: &FlowTx, model: &'static ModelMeta, filter: Expr) -> Result<Vec<String>> {
    let changes = manage::remove_records(cx.tx(), cx.app().links(), model, filter, cx.now()).await?;
    let own = own(&changes, model);
    tell(cx, changes);
    Ok(own)
}

/// Brings deleted records back with the links that went with them; answers the ids of `model` that are back.
pub async fn restore_records(cx: &FlowTx, model: &'static ModelMeta, ids: &[String]) -> Result<Vec<String>> {
    let changes = manage::restore_records(cx.tx(), cx.app().links(), model, ids, cx.now()).await?;
    let own = own(&changes, model);
    let memory = LinkMemory::of(&changes.before, &changes, cx.now());
    remember(cx, memory, Records::CameBack(changes.records.clone()))?;
    tell(cx, changes);
    Ok(own)
}

fn own(changes: &Changes, model: &ModelMeta) -> Vec<String> {
    let of_model = changes.records.iter().filter(|(meta, _)| meta.table == model.table);
    of_model.flat_map(|(_, ids)| ids).cloned().collect()
}
