//! How the steps of this directory are undone in a flow that has committed them, and the events that they send.

use crate::{FlowRegistry, FlowTx, Undo};
use serde::{Deserialize, Serialize};
use stheno_event::Event;
use stheno_kernel::{Error, Result};
use stheno_link::LinkRow;
use stheno_link::manage::{self, Changes, LinkMemory};
use stheno_model::{ModelMeta, Records as _, Touched};

/// Puts rows of links back as they were, and records that went or came with them.
pub(super) struct PutBack;

/// What [`PutBack`] needs.
#[derive(Serialize, Deserialize)]
pub(super) struct Memory {
    links: LinkMemory,
    /// Records that went, by table.
    gone: Vec<(String, Vec<String>)>,
    /// Records that came back, by table.
    back: Vec<(String, Vec<String>)>,
}

impl Undo for PutBack {
    const NAME: &'static str = "stheno:put-links-back";
    type Input = Memory;

    async fn undo(cx: FlowTx, memory: Memory) -> Result<()> {
        for (table, ids) in &memory.gone {
            cx.restore(model_of(&cx, table)?, ids, cx.now()).await?;
        }
        for (table, ids) in &memory.back {
            cx.soft_delete(model_of(&cx, table)?, ids, cx.now()).await?;
        }
        tell(&cx, manage::put_back(cx.tx(), cx.app().links(), &memory.links).await?);
        Ok(())
    }
}

fn model_of(cx: &FlowTx, table: &str) -> Result<&'static ModelMeta> {
    let linked = cx.app().links().stored().flat_map(|(link, _)| link.sides()).map(|side| (side.model)());
    let mut known = cx.app().graph().models().chain(linked);
    known.find(|model| model.table == table).ok_or_else(|| {
        Error::unexpected_state(format!("records of {table} cannot come back: no model has this table"))
    })
}

/// The undo of every step of this directory: a shop registers nothing.
pub(crate) fn register(registry: &mut FlowRegistry) {
    registry.undo::<PutBack>();
}

/// Whether a step has to leave word how it is undone: a transaction that stands alone is rolled back.
pub(super) fn remembers(cx: &FlowTx) -> bool {
    cx.announced().is_some()
}

/// What records did that a call dealt with.
pub(super) enum Records {
    Went(Touched),
    CameBack(Touched),
}

/// Leaves word how to undo what a step did.
pub(super) fn remember(cx: &FlowTx, links: LinkMemory, records: Records) -> Result<()> {
    if !remembers(cx) {
        return Ok(());
    }
    let named = |records: Touched| -> Vec<(String, Vec<String>)> {
        let records = records.into_iter().filter(|(model, _)| model.soft_deletes());
        records.map(|(model, ids)| (model.table.to_owned(), ids)).collect()
    };
    let (gone, back) = match records {
        Records::Went(records) => (named(records), Vec::new()),
        Records::CameBack(records) => (Vec::new(), named(records)),
    };
    if links.is_empty() && gone.is_empty() && back.is_empty() {
        return Ok(());
    }
    cx.on_failure::<PutBack>(&Memory { links, gone, back })
}

/// Sends the events of a call of [`stheno_link::manage`] with the flow's own; answers the rows.
pub fn tell(cx: &FlowTx, changes: Changes) -> Vec<LinkRow> {
    for event in changes.events {
        let metadata = event.metadata();
        cx.emit_event(Event::new(&event.name, event.data).with_metadata(metadata));
    }
    changes.rows
}
