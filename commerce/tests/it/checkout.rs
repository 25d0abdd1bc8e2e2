//! A small shop for tests of purchases: carts that could be completed, without the way there.

use stheno_cart::{Cart, LineItem};
use stheno_flows::cart::create_payment_collection_for_cart;
use stheno_flows::payment::create_payment_sessions::{self, Input};
use stheno_ids::{RegionId, SalesChannelId, StockLocationId};
use stheno_inventory::{InventoryItem, InventoryLevel};
use stheno_kernel::Amount;
use stheno_link::LinkInput;
use stheno_model::{Model as _, Records as _};
use stheno_payment::PaymentProvider;
use stheno_product::{Product, ProductVariant};
use stheno_region::Region;
use stheno_sales_channel::SalesChannel;
use stheno_stock_location::StockLocation;
use stheno_testkit::Shop;
use stheno_workflow::steps::create_remote_link_step;

/// A shop with a region, a channel and a stock location.
pub struct Bench<'a> {
    pub shop: &'a Shop,
    pub region: RegionId,
    channel: SalesChannelId,
    location: StockLocationId,
    provider: &'static str,
}

/// A variant, and what it takes out of stock.
#[derive(Clone)]
pub struct Stocked {
    pub variant_id: String,
    pub product_id: String,
    pub inventory_item_id: String,
}

/// A line of a cart to be.
pub struct Line<'a> {
    pub variant: &'a Stocked,
    pub quantity: i64,
}

impl<'a> Bench<'a> {
    /// A shop that is paid with the system's provider.
    pub async fn open(shop: &'a Shop) -> Self {
        Self::paid_with(shop, "pp_system_default").await
    }

    /// A shop that is paid with this provider.
    pub async fn paid_with(shop: &'a Shop, provider: &'static str) -> Self {
        let ctx = shop.app.context();
        stheno_flows::defaults::create_defaults::run(&ctx).await.unwrap();
        let made = ctx.transaction("open-bench", move |cx| async move {
            let region = Region { name: "EU".into(), currency_code: "eur".into(), ..Region::new(cx.stamp()) };
            let channel = SalesChannel { name: "Bench".into(), ..SalesChannel::new(cx.stamp()) };
            let location = StockLocation { name: "Here".into(), ..StockLocation::new(cx.stamp()) };
            let ids = (region.id.clone(), channel.id.clone(), location.id.clone());
            cx.insert_one(region).await?;
            cx.insert_one(channel).await?;
            cx.insert_one(location).await?;
            if cx.lookup::<PaymentProvider>(provider).await?.is_none() {
                cx.insert_one(PaymentProvider { id: provider.into(), ..PaymentProvider::new(cx.stamp()) })
                    .await?;
            }
            let links = vec![
                LinkInput::new(
                    ("region", "region_id", ids.0.as_str()),
                    ("payment", "payment_provider_id", provider),
                ),
                LinkInput::new(
                    ("sales_channel", "sales_channel_id", ids.1.as_str()),
                    ("stock_location", "stock_location_id", ids.2.as_str()),
                ),
            ];
            create_remote_link_step(&cx, links).await?;
            Ok(ids)
        });
        let (region, channel, location) = made.await.unwrap();
        Self { shop, region, channel, location, provider }
    }

    /// A variant with so much in stock.
    pub async fn variant(&self, stocked: i64) -> Stocked {
        self.made(Some(stocked), None).await
    }

    /// Another variant that takes from the same stock.
    pub async fn variant_of_same_stock(&self, of: &Stocked) -> Stocked {
        self.made(None, Some(of.inventory_item_id.clone())).await
    }

    async fn made(&self, stocked: Option<i64>, inventory_item_id: Option<String>) -> Stocked {
        let location = self.location.clone();
        let made = self.shop.app.context().transaction("make-variant", move |cx| async move {
            let product =
                Product { title: "Thing".into(), status: "published".into(), ..Product::new(cx.stamp()) };
            let product = Product { handle: product.id.to_string(), ..product };
            let variant = ProductVariant {
                title: "One".into(),
                product_id: Some(product.id.clone()),
                ..ProductVariant::new(cx.stamp())
            };
            let item = InventoryItem::new(cx.stamp());
            let item_id = inventory_item_id.unwrap_or_else(|| item.id.to_string());
            let stocked_of = Stocked {
                variant_id: variant.id.to_string(),
                product_id: product.id.to_string(),
                inventory_item_id: item_id.clone(),
            };
            cx.insert_one(product).await?;
            cx.insert_one(variant).await?;
            if let Some(stocked) = stocked {
                let level = InventoryLevel {
                    location_id: location,
                    stocked_quantity: stocked.into(),
                    inventory_item_id: item.id.clone(),
                    ..InventoryLevel::new(cx.stamp())
                };
                cx.insert_one(item).await?;
                cx.insert_one(level).await?;
            }
            let link = LinkInput::new(
                ("product", "variant_id", stocked_of.variant_id.as_str()),
                ("inventory", "inventory_item_id", item_id.as_str()),
            );
            create_remote_link_step(&cx, vec![link]).await?;
            Ok(stocked_of)
        });
        made.await.unwrap()
    }

    /// A cart of these lines, ten apiece, nothing to be shipped.
    pub async fn cart(&self, lines: &[Line<'_>]) -> String {
        let (region, channel) = (self.region.clone(), self.channel.clone());
        let lines: Vec<(Stocked, i64)> =
            lines.iter().map(|line| (line.variant.clone(), line.quantity)).collect();
        let made = self.shop.app.context().transaction("make-cart", move |cx| async move {
            let cart = Cart {
                region_id: Some(region),
                sales_channel_id: Some(channel),
                currency_code: "eur".into(),
                email: Some("ann@it.test".into()),
                ..Cart::new(cx.stamp())
            };
            let row = |(stocked, quantity): (Stocked, i64)| LineItem {
                title: "Thing".into(),
                quantity,
                variant_id: Some(stocked.variant_id.into()),
                product_id: Some(stocked.product_id.into()),
                requires_shipping: false,
                unit_price: Amount::from(10),
                cart_id: cart.id.clone(),
                ..LineItem::new(cx.stamp())
            };
            let rows: Vec<LineItem> = lines.into_iter().map(row).collect();
            let id = cart.id.to_string();
            cx.insert_one(cart).await?;
            cx.insert(rows).await?;
            Ok(id)
        });
        made.await.unwrap()
    }

    /// A cart that only has to be completed.
    pub async fn paid_cart(&self, lines: &[Line<'_>]) -> String {
        let cart = self.cart(lines).await;
        let ctx = self.shop.app.context();
        let (collection, _) = create_payment_collection_for_cart::run(&ctx, cart.clone()).await.unwrap();
        let input = Input {
            payment_collection_id: collection,
            provider_id: self.provider.into(),
            customer_id: None,
            data: serde_json::Map::new(),
        };
        create_payment_sessions::run(&ctx, input).await.unwrap();
        cart
    }
}
