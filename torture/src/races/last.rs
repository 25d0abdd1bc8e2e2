//! The last piece, in carts that want other things too: one wins, and the others hold nothing.

use super::Races;
use crate::check::Placed;
use crate::report::Report;
use crate::shopper::Wanted;
use anyhow::Result;
use serde_json::{Value as Json, json};

/// Carts that want it.
const CARTS: usize = 20;

impl Races<'_> {
    pub(super) async fn last_piece(&mut self, report: &mut Report) -> Result<Vec<Placed>> {
        let item = self.last.item_id.clone();
        self.restock(&item, CARTS as i64).await?;
        let vouchers = &self.shop.vouchers;
        // The scarce line stands first in one half of the carts.
        let wanted = |number: usize| match number % 2 {
            0 => Wanted::unshipped(&self.last, 1).and(vouchers, 2),
            _ => Wanted::unshipped(vouchers, 2).and(&self.last, 1),
        };
        let wanted: Vec<Wanted> = (self.waiting.len()..CARTS).map(wanted).collect();
        let fresh = self.fill(&wanted).await?;
        self.waiting.extend(fresh);
        self.restock(&item, 1).await?;
        let waiting = std::mem::take(&mut self.waiting);
        let (placed, losers) = self.complete(waiting).await?.losers();
        report.expect("orders for the last piece", placed.len(), 1);
        self.waiting = losers;
        self.hold_nothing(report).await?;
        Ok(placed)
    }

    /// Carts of losers are open, and nothing was promised, taken or ordered for them.
    async fn hold_nothing(&mut self, report: &mut Report) -> Result<()> {
        let ids: Vec<&str> = self.waiting.iter().map(|basket| basket.cart_id.as_str()).collect();
        let fields = [
            "id",
            "completed_at",
            "order.id",
            "payment_collection.status",
            "payment_collection.payments.id",
            "payment_collection.payment_sessions.status",
        ];
        for cart in self.merchant.query("cart", &fields, json!({ "id": ids })).await? {
            let collection = &cart["payment_collection"];
            let has_paid = collection["payments"].as_array().is_some_and(|payments| !payments.is_empty());
            let is_promised = |session: &Json| session["status"] != "pending";
            let sessions = collection["payment_sessions"].as_array();
            if !cart["completed_at"].is_null()
                || !cart["order"].is_null()
                || has_paid
                || sessions.is_none_or(|sessions| sessions.iter().any(is_promised))
            {
                report.fault(format!("a cart that got nothing holds something: {cart}"));
            }
        }
        Ok(())
    }
}
