//! Steps over links.

use super::undo::{Records, remember, remembers, tell};
use crate::FlowTx;
use stheno_kernel::Result;
use stheno_link::manage::{self, LinkMemory};
use stheno_link::{LinkInput, LinkRow, RecordKeys};

/// Links pairs of records; an equal pair again is an update. Answers the rows. Step `create-remote-links`.
pub async fn create_remote_link_step(cx: &FlowTx, links: Vec<LinkInput>) -> Result<Vec<LinkRow>> {
    if links.is_empty() {
        return Ok(Vec::new());
    }
    cx.step("create-remote-links").await?;
    let before = before(cx, &links).await?;
    let changes = manage::create(cx.tx(), cx.app().links(), &links, cx.stamp()).await?;
    remember(cx, LinkMemory::of(&before, &changes, cx.now()), Records::Went(Vec::new()))?;
    Ok(tell(cx, changes))
}

/// Parts pairs of records; a pair that is not linked is no error. Answers the rows that were. Step `dismiss-remote-links`.
pub async fn dismiss_remote_link_step(cx: &FlowTx, links: Vec<LinkInput>) -> Result<Vec<LinkRow>> {
    if links.is_empty() {
        return Ok(Vec::new());
    }
    cx.step("dismiss-remote-links").await?;
    let before = before(cx, &links).await?;
    let changes = manage::dismiss(cx.tx(), cx.app().links(), &links, cx.now()).await?;
    remember(cx, LinkMemory::of(&before, &changes, cx.now()), Records::Went(Vec::new()))?;
    Ok(tell(cx, changes))
}

/// Changes the further columns of pairs that are linked; fails where one is not. Step `update-remote-links-step`.
pub async fn update_remote_links_step(cx: &FlowTx, links: Vec<LinkInput>) -> Result<Vec<LinkRow>> {
    if links.is_empty() {
        return Ok(Vec::new());
    }
    cx.step("update-remote-links-step").await?;
    let before = before(cx, &links).await?;
    let changes = manage::update(cx.tx(), cx.app().links(), &links, cx.stamp()).await?;
    remember(cx, LinkMemory::of(&before, &changes, cx.now()), Records::Went(Vec::new()))?;
    Ok(tell(cx, changes))
}

/// Dismisses every link of these records, and deletes what is deleted with them; for records that something else has
/// deleted ([`super::delete_records`] does both). Step `remove-remote-links`.
pub async fn remove_remote_link_step(cx: &FlowTx, keys: Vec<RecordKeys>) -> Result<Vec<LinkRow>> {
    if keys.iter().all(|keys| keys.ids.is_empty()) {
        return Ok(Vec::new());
    }
    cx.step("remove-remote-links").await?;
    let changes = manage::delete(cx.tx(), cx.app().links(), &keys, cx.now()).await?;
    remember(
        cx,
        LinkMemory::of(&changes.before, &changes, cx.now()),
        Records::Went(changes.records.clone()),
    )?;
    Ok(tell(cx, changes))
}

/// The rows of these pairs, where an undo will want them.
async fn before(cx: &FlowTx, links: &[LinkInput]) -> Result<Vec<LinkRow>> {
    if remembers(cx) { manage::held(cx.tx(), cx.app().links(), links).await } else { Ok(Vec::new()) }
}
