//! Each brand has a product that stands for it: a job chooses it, a subscriber forgets it when the product is deleted.

use crate::brand::Brand;
use std::collections::HashMap;
use stheno::prelude::*;

/// Job: gives brands without a flagship the first of their products.
pub async fn choose(app: App) -> Result<()> {
    let work = app.context().transaction("choose-flagships", |cx| async move {
        let mut brands = cx.find_locked::<Brand>(Brand::FLAGSHIP_ID.is_null()).await?;
        let ids: Vec<&str> = brands.iter().map(|brand| brand.id.as_str()).collect();
        let links = GraphRequest::new("product_brand")
            .fields(["brand_id", "product_id"])
            .filter(json!({ "brand_id": ids }))
            .order("position", true)
            .order("product_id", true);
        let links = use_query_graph_step(&cx, links).await?;
        // The last one said of each brand holds: the one with the lowest position.
        let first: HashMap<&str, &str> =
            links.rows().iter().map(|link| (link.text("brand_id"), link.text("product_id"))).collect();
        for brand in &mut brands {
            brand.flagship_id = first.get(brand.id.as_str()).map(|id| (*id).to_owned());
        }
        let change = Conflict { target: vec!["id"], target_filter: None, update: vec!["flagship_id"] };
        cx.upsert(brands, change).await
    });
    work.await
}

/// Subscriber of `product.deleted`.
pub async fn forget(app: App, event: Event) -> Result<()> {
    let product = event.key().unwrap_or_default().to_owned();
    let work = app.context().transaction("forget-flagship", |cx| async move {
        let none = Patch::at(cx.now()).set(Brand::FLAGSHIP_ID, None::<String>);
        cx.update(Brand::FLAGSHIP_ID.eq(product), none).await.map(drop)
    });
    work.await
}
