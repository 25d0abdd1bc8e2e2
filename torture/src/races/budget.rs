//! Budgets of campaigns and limits of promotions under carts that use them at once: each is counted once for each order, to its
//! limit and not beyond, and what a cart used whose order fails is given back.

use super::Races;
use crate::check::Placed;
use crate::report::Report;
use crate::shopper::Wanted;
use anyhow::{Context as _, Result};
use serde_json::{Value as Json, json};

/// Carts that race.
const CARTS: usize = 16;
/// Euro that the second promotion takes off each cart.
const OFF: i64 = 2;

impl Races<'_> {
    /// One of stock, count, money and limit is the smallest, in turn; all of them are taken in this order.
    pub(super) async fn budgets(&mut self, report: &mut Report) -> Result<Vec<Placed>> {
        let smallest = self.chance(2..=6);
        let enough = [smallest + 2, smallest + 3, smallest + 4, smallest + 5];
        let mut sizes = enough;
        sizes[self.round % 4] = smallest;
        let [pieces, uses, spends, limit] = sizes;
        let name = format!("R{}", self.round);
        let title = format!("Bargain {name}");
        let ware = self.shop.ware(&mut self.merchant, &title, 20.0, false, CARTS as i64).await?;
        let counted = json!({ "type": "usage", "limit": uses });
        let spent = json!({ "type": "spend", "limit": spends * OFF, "currency_code": "eur" });
        let made = [
            self.promotion(&format!("{name}A"), 1, Some(counted), None).await?,
            self.promotion(&format!("{name}B"), OFF, Some(spent), None).await?,
            self.promotion(&format!("{name}C"), 1, None, Some(limit)).await?,
        ];
        let mut wanted = Wanted::unshipped(&ware, 1);
        wanted.codes = made.iter().map(|(code, _)| code.clone()).collect();
        let baskets = self.fill(&vec![wanted; CARTS]).await?;
        self.restock(&ware.item_id, pieces).await?;
        let (mut placed, losers) = self.complete(baskets).await?.losers();
        report.expect("orders within all budgets", placed.len() as i64, smallest);
        self.counted(&made, smallest, report).await?;
        // What was given back can be used: where stock was the smallest, there is more of it now.
        self.restock(&ware.item_id, CARTS as i64).await?;
        let (again, _) = self.complete(losers).await?.losers();
        let next = uses.min(spends).min(limit);
        report.expect("orders within the budgets", (placed.len() + again.len()) as i64, next);
        self.counted(&made, next, report).await?;
        placed.extend(again);
        Ok(placed)
    }

    async fn promotion(
        &mut self,
        code: &str,
        off: i64,
        budget: Option<Json>,
        limit: Option<i64>,
    ) -> Result<(String, String)> {
        let mut promotion = json!({
            "code": code, "type": "standard", "status": "active", "is_automatic": false,
            "application_method": {
                "type": "fixed", "target_type": "items", "allocation": "across", "value": off,
                "currency_code": "eur",
            },
        });
        if let Some(limit) = limit {
            promotion["limit"] = limit.into();
        }
        if let Some(budget) = budget {
            promotion["campaign"] = json!({ "name": code, "campaign_identifier": code, "budget": budget });
        }
        let made = self.merchant.post("/admin/promotions", promotion).await?;
        let id = made["promotion"]["id"].as_str().context("no promotion")?.to_owned();
        Ok((code.to_owned(), id))
    }

    /// Holds the three counts against the number of orders.
    async fn counted(
        &mut self,
        made: &[(String, String); 3],
        orders: i64,
        report: &mut Report,
    ) -> Result<()> {
        let fields = ["id", "used", "campaign.budget.used"];
        let wanted = [("count", orders), ("money", orders * OFF), ("limit", orders)];
        for ((code, id), (what, wanted)) in made.iter().zip(wanted) {
            let promotion = self.merchant.one("promotion", &fields, json!({ "id": id })).await?;
            let used =
                if what == "limit" { &promotion["used"] } else { &promotion["campaign"]["budget"]["used"] };
            report.expect(&format!("{what} used of {code}"), used.as_i64(), Some(wanted));
        }
        Ok(())
    }
}
