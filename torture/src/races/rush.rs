//! A thousand shoppers for a hundred pieces: a hundred orders. Those who got nothing keep their carts and come again.

use super::Races;
use crate::check::Placed;
use crate::report::Report;
use crate::shopper::Wanted;
use anyhow::Result;
use std::time::Instant;

impl Races<'_> {
    pub(super) async fn rush(&mut self, report: &mut Report) -> Result<Vec<Placed>> {
        let missing = self.crowd.shoppers - self.rushing.len();
        let pieces = i64::try_from(self.crowd.pieces)?;
        let item = self.scarce.item_id.clone();
        // Carts are filled while there is enough for everybody.
        self.restock(&item, i64::try_from(self.crowd.shoppers)?).await?;
        let wanted = vec![Wanted::unshipped(&self.scarce, 1); missing];
        let fresh = self.fill(&wanted).await?;
        self.rushing.extend(fresh);
        self.restock(&item, pieces).await?;
        let before = self.reserved(&item).await?;
        let begun = Instant::now();
        let rushing = std::mem::take(&mut self.rushing);
        let outcome = self.complete(rushing).await?;
        report.took(&format!("{} shoppers", self.crowd.shoppers), begun.elapsed());
        let (placed, losers) = outcome.losers();
        self.rushing = losers;
        report.fact(format!("{} orders for {pieces} pieces", placed.len()));
        report.expect("orders of the rush", placed.len(), self.crowd.pieces);
        report.expect("pieces promised in the rush", self.reserved(&item).await? - before, pieces);
        Ok(placed)
    }
}
