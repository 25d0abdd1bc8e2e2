//! Two variants, and a kit of two, out of one stock: whatever the lines of a cart and however many carts, no more leaves
//! than is there, and nobody is refused what is still there.

use super::Races;
use crate::check::Placed;
use crate::merchant::Merchant;
use crate::report::Report;
use crate::shop::{Shop, Ware};
use crate::shopper::{Line, Wanted};
use anyhow::{Context as _, Result};
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use stheno_kernel::Amount;

/// Carts that race.
const CARTS: usize = 16;
/// Pieces of the stock that one of a kit takes.
const KIT: i64 = 2;

/// Wares out of one stock.
pub(super) struct Shared {
    red: Ware,
    blue: Ware,
    kit: Ware,
}

impl Shared {
    pub(super) async fn create(shop: &Shop, merchant: &mut Merchant) -> Result<Self> {
        let level = json!({ "location_id": shop.location_id, "stocked_quantity": 0 });
        let item = json!({ "sku": "SHARED", "requires_shipping": false, "location_levels": [level] });
        let made = merchant.post("/admin/inventory-items", item).await?;
        let item_id = made["inventory_item"]["id"].as_str().context("no inventory item")?.to_owned();
        let variant = |title: &str, price: i64, takes: i64| {
            json!({
                "title": title, "options": { "Kind": title }, "manage_inventory": true,
                "prices": [{ "currency_code": "eur", "amount": price }],
                "inventory_items": [{ "inventory_item_id": item_id, "required_quantity": takes }],
            })
        };
        let product = json!({
            "title": "Shared", "status": "published", "sales_channels": [{ "id": shop.channel_id }],
            "options": [{ "title": "Kind", "values": ["Red", "Blue", "Kit"] }],
            "variants": [variant("Red", 3, 1), variant("Blue", 4, 1), variant("Kit", 6, KIT)],
        });
        let made = merchant.post("/admin/products", product).await?;
        let variants = made["product"]["variants"].as_array().context("no variants")?;
        let ware = |title: &str, price: i64| -> Result<Ware> {
            let variant: Option<&Json> = variants.iter().find(|variant| variant["title"] == title);
            let id = variant.and_then(|variant| variant["id"].as_str()).context("a variant is missing")?;
            Ok(Ware { variant_id: id.into(), item_id: item_id.clone(), price: price.into() })
        };
        Ok(Self { red: ware("Red", 3)?, blue: ware("Blue", 4)?, kit: ware("Kit", 6)? })
    }

    /// What one piece takes, where it is not one.
    pub(super) fn takes(&self) -> HashMap<String, Amount> {
        HashMap::from([(self.kit.variant_id.clone(), Amount::from(KIT))])
    }

    /// What a cart takes out of the stock.
    fn needs(&self, lines: &[Line]) -> i64 {
        lines.iter().map(|line| line.quantity * if line.ware == self.kit { KIT } else { 1 }).sum()
    }
}

impl Races<'_> {
    pub(super) async fn shared_stock(&mut self, report: &mut Report) -> Result<Vec<Placed>> {
        let item = self.shared.red.item_id.clone();
        self.restock(&item, 1000).await?;
        let mut wanted = Vec::new();
        for number in 0..CARTS {
            let (some, more) = (self.chance(1..=3), self.chance(1..=2));
            let Shared { red, blue, kit } = &self.shared;
            wanted.push(match number % 3 {
                0 => Wanted::unshipped(red, some).and(blue, more),
                1 => Wanted::unshipped(blue, some).and(kit, more),
                _ => Wanted::unshipped(kit, 1).and(red, some),
            });
        }
        let baskets = self.fill(&wanted).await?;
        // Each line alone fits into it more often than the cart does.
        let pieces = self.chance(3..=9);
        self.restock(&item, pieces).await?;
        let before = self.reserved(&item).await?;
        let outcome = self.complete(baskets).await?;
        let taken = self.reserved(&item).await? - before;
        let sold: i64 = outcome.placed.iter().map(|placed| self.shared.needs(&placed.basket.lines)).sum();
        report.expect("pieces of the shared stock promised", taken, sold);
        if sold > pieces {
            report.fault(format!("{sold} pieces of the shared stock sold of {pieces}"));
        }
        for (basket, _) in &outcome.refused {
            let needed = self.shared.needs(&basket.lines);
            if needed <= pieces - sold {
                report.fault(format!("{needed} pieces were refused with {} left", pieces - sold));
            }
        }
        Ok(outcome.placed)
    }
}
