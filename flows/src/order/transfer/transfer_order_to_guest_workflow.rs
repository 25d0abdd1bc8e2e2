//! Workflow `transfer-order-to-guest-workflow`: the shop gives an order to a guest, who is found or made by e-mail address.

use super::{Words, give, refuse_owner};
use crate::cart::customer::of_email;
use crate::order::update_order::{hold, refuse_canceled};
use stheno_kernel::{Error, Result};
use stheno_workflow::RequestCtx;

/// Which order, for which address.
pub struct Input {
    /// The order.
    pub order_id: String,
    /// The guest.
    pub email: String,
    /// What is said of it.
    pub words: Words,
}

/// Gives the order away at once: a guest cannot be asked.
pub async fn run(ctx: &RequestCtx, input: Input) -> Result<()> {
    let work = ctx.transaction("transfer-order-to-guest-workflow", move |cx| async move {
        let order = hold(&cx, &input.order_id).await?;
        let guest = of_email(&cx, &input.email).await?;
        let missing = || Error::not_found(format!("Customer with email {} was not found", input.email));
        let guest = guest.ok_or_else(missing)?;
        cx.step("transfer-order-to-guest-validation").await?;
        refuse_canceled(&order)?;
        refuse_owner(&order, &guest)?;
        if guest.has_account {
            return Err(Error::invalid_data(format!(
                "Cannot transfer order: {} to registered customer account: {}. Only guest customers are allowed.",
                order.id,
                guest.email.as_deref().unwrap_or_default(),
            )));
        }
        give(&cx, &order, &guest, input.words).await
    });
    work.await
}
