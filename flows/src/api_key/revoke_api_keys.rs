//! Workflow `revoke-api-keys`: a key stops to open anything, now or some seconds from now.

use stheno_api_key::service::{self, Revocation};
use stheno_kernel::Result;
use stheno_workflow::RequestCtx;

/// Revokes a key in `delay_s` seconds, where that is more than none; a key that is not there is no error.
pub async fn run(ctx: &RequestCtx, id: String, delay_s: Option<f64>) -> Result<()> {
    let work = ctx.transaction("revoke-api-keys", move |cx| async move {
        cx.step("revoke-api-keys").await?;
        let delay_s = delay_s.filter(|seconds| *seconds > 0.0).unwrap_or_default();
        #[expect(clippy::cast_possible_truncation, reason = "a float saturates, and so does the instant")]
        let delay_ms = (delay_s.trunc() * 1000.0) as i64;
        let revocation = Revocation { at: cx.now().plus_millis(delay_ms), by: cx.ctx().actor.id.clone() };
        service::revoke(cx.tx(), &id, revocation, cx.now()).await
    });
    work.await
}
