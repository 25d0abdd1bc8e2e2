//! Links as steps of a flow: created, dismissed, and cleared with the records that go; their events leave with the flow's.

use stheno_event::Event;
use stheno_kernel::Result;
use stheno_link::LinkInput;
use stheno_link::manage::{self, Changes};
use stheno_model::{ModelMeta, Records};
use stheno_workflow::FlowTx;

/// Links pairs of records; an equal pair again is an update. Step `create-remote-links`.
pub async fn link(cx: &FlowTx, links: Vec<LinkInput>) -> Result<()> {
    if links.is_empty() {
        return Ok(());
    }
    cx.step("create-remote-links").await?;
    tell(cx, manage::create(cx.tx(), cx.app().links(), &links, cx.stamp()).await?);
    Ok(())
}

/// Parts pairs of records; a pair that is not linked is no error. Step `dismiss-remote-links`.
pub async fn unlink(cx: &FlowTx, links: Vec<LinkInput>) -> Result<()> {
    if links.is_empty() {
        return Ok(());
    }
    cx.step("dismiss-remote-links").await?;
    tell(cx, manage::dismiss(cx.tx(), cx.app().links(), &links, cx.now()).await?);
    Ok(())
}

/// Deletes records with what hangs on them, and every link of all that went; answers the ids of `model` that were there.
pub async fn delete(cx: &FlowTx, model: &'static ModelMeta, ids: &[String]) -> Result<Vec<String>> {
    let deleted = cx.tx().soft_delete(model, ids, cx.now()).await?;
    if deleted.is_empty() {
        return Ok(Vec::new());
    }
    tell(cx, manage::forget_all(cx.tx(), cx.app().links(), &deleted, cx.now()).await?);
    let own = deleted.into_iter().find(|(meta, _)| meta.table == model.table);
    Ok(own.map(|(_, ids)| ids).unwrap_or_default())
}

fn tell(cx: &FlowTx, changes: Changes) {
    for event in changes.events {
        let metadata = event.metadata();
        cx.emit_event(Event::new(&event.name, event.data).with_metadata(metadata));
    }
}
