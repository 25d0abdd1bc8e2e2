//! Workflow `update-users-workflow`: other names, another picture, other metadata.

use super::emit;
use crate::plain::as_invalid;
use serde_json::{Map, Value as Json};
use stheno_kernel::{Error, Result};
use stheno_model::{Model as _, dynamic};
use stheno_user::User;
use stheno_workflow::RequestCtx;

/// Changes a user.
pub async fn run(ctx: &RequestCtx, id: String, patch: Map<String, Json>) -> Result<()> {
    let work = ctx.transaction("update-users-workflow", move |cx| async move {
        cx.step("update-users").await?;
        let change = dynamic::update_json(cx.tx(), User::meta(), User::ID.eq(id.as_str()), &patch, cx.now());
        let changed = change.await.map_err(as_invalid)?;
        if changed.is_empty() {
            return Err(Error::not_found(format!("User with id \"{id}\" not found")));
        }
        emit(&cx, "updated", &changed);
        Ok(())
    });
    work.await
}
