//! The demo shop, and beside it wares whose prices and stock are known.

use crate::merchant::Merchant;
use crate::site::Site;
use anyhow::{Context as _, Result};
use serde_json::{Value as Json, json};

/// The payment provider of a shop without one of its own.
pub const PROVIDER: &str = "pp_system_default";
/// The payment provider of `torture-shop`.
pub const BANK_PROVIDER: &str = "pp_bank_torture";
/// The variable that tells it where the bank is.
pub const BANK: &str = "STHENO_TORTURE_BANK";
/// Pieces of wares that do not run out.
const PLENTY: i64 = 100_000_000;

/// What one has to know to buy and to look after the shop. It holds for every copy of its site.
#[derive(Clone, Debug)]
pub struct Shop {
    /// The publishable key.
    pub key: String,
    /// The merchant's bearer token.
    pub token: String,
    /// Where prices are in euro.
    pub region_id: String,
    /// What the key opens.
    pub channel_id: String,
    /// Where stock lies.
    pub location_id: String,
    /// How parcels leave.
    pub shipping_option_id: String,
    /// How shoppers pay.
    pub provider_id: String,
    /// A ware that is shipped, and does not run out.
    pub crates: Ware,
    /// Another.
    pub barrels: Ware,
    /// A ware that needs no shipping, and does not run out.
    pub vouchers: Ware,
}

/// A variant with stock of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ware {
    /// The variant.
    pub variant_id: String,
    /// What it takes out of stock.
    pub item_id: String,
    /// Euro apiece, as JSON has it.
    pub price: serde_json::Number,
}

impl Shop {
    /// Seeds the demo shop into an empty site, and adds to it; serves the site for that long.
    pub async fn found(site: &Site) -> Result<Self> {
        let printed = site.run(&["seed", "demo"])?;
        let (email, password) = told(&printed, "Admin login")?.split_once(" / ").context("no password")?;
        let key = told(&printed, "Publishable key")?;
        let node = site.start().await?;
        let token = Merchant::sign_in(node.address, email, password).await?;
        let mut merchant = Merchant::new(node.address, &token)?;
        let shop = Self::furnish(&mut merchant, key, &token).await?;
        let ended = node.stop().await?;
        anyhow::ensure!(ended.success(), "the server ended with {ended}");
        Ok(shop)
    }

    async fn furnish(merchant: &mut Merchant, key: &str, token: &str) -> Result<Self> {
        let region = merchant.one("region", &["id"], json!({ "currency_code": "eur" })).await?;
        let channel = merchant.one("sales_channel", &["id"], json!({})).await?;
        let location = merchant.one("stock_location", &["id"], json!({})).await?;
        let option = json!({ "name": "Standard", "service_zone": { "name": "Europe" } });
        let option = merchant.one("shipping_option", &["id"], option).await?;
        let mut shop = Self {
            key: key.into(),
            token: token.into(),
            region_id: id(&region)?,
            channel_id: id(&channel)?,
            location_id: id(&location)?,
            shipping_option_id: id(&option)?,
            provider_id: PROVIDER.into(),
            crates: Ware::none(),
            barrels: Ware::none(),
            vouchers: Ware::none(),
        };
        shop.crates = shop.ware(merchant, "Crate", 9.99, true, PLENTY).await?;
        shop.barrels = shop.ware(merchant, "Barrel", 24.5, true, PLENTY).await?;
        shop.vouchers = shop.ware(merchant, "Voucher", 5.25, false, PLENTY).await?;
        Ok(shop)
    }

    /// A new product of one variant, with so many pieces in stock.
    pub async fn ware(
        &self,
        merchant: &mut Merchant,
        title: &str,
        price: f64,
        is_shipped: bool,
        pieces: i64,
    ) -> Result<Ware> {
        let price = serde_json::Number::from_f64(price).context("a price")?;
        let mut product = json!({
            "title": title, "status": "published", "sales_channels": [{ "id": self.channel_id }],
            "options": [{ "title": "Kind", "values": ["Plain"] }],
            "variants": [{
                "title": "Plain", "options": { "Kind": "Plain" }, "manage_inventory": true,
                "prices": [{ "currency_code": "eur", "amount": price }],
            }],
        });
        if is_shipped {
            let profile = merchant.one("shipping_profile", &["id"], json!({})).await?;
            product["shipping_profile_id"] = profile["id"].clone();
        }
        let made = merchant.post("/admin/products", product).await?;
        let variant_id = id(&made["product"]["variants"][0])?;
        let fields = ["id", "inventory_items.inventory_item_id"];
        let variant = merchant.one("product_variant", &fields, json!({ "id": variant_id })).await?;
        let item = &variant["inventory_items"][0]["inventory_item_id"];
        let item_id = item.as_str().context("a variant without stock")?.to_owned();
        if !is_shipped {
            let path = format!("/admin/inventory-items/{item_id}");
            merchant.post(&path, json!({ "requires_shipping": false })).await?;
        }
        let level = json!({ "location_id": self.location_id, "stocked_quantity": pieces });
        merchant.post(&format!("/admin/inventory-items/{item_id}/location-levels"), level).await?;
        Ok(Ware { variant_id, item_id, price })
    }
}

impl Ware {
    fn none() -> Self {
        Self { variant_id: String::new(), item_id: String::new(), price: 0.into() }
    }
}

/// What `seed demo` prints behind a word.
fn told<'a>(printed: &'a str, word: &str) -> Result<&'a str> {
    let line = printed.lines().find_map(|line| line.trim().strip_prefix(word));
    line.map(str::trim).with_context(|| format!("`seed demo` does not tell the {word}: {printed}"))
}

fn id(record: &Json) -> Result<String> {
    record["id"].as_str().map(str::to_owned).with_context(|| format!("no id: {record}"))
}
