//! The hook `create-products.productsCreated`: a new product is linked to the brand that its request names.

use crate::brand::Brand;
use serde::Deserialize;
use stheno::prelude::*;

#[derive(Deserialize)]
pub struct Created {
    products: Vec<Product>,
    additional_data: Option<Additional>,
}

#[derive(Deserialize)]
struct Product {
    id: String,
}

#[derive(Deserialize)]
struct Additional {
    brand_id: Option<String>,
    brand_position: Option<i64>,
}

/// Runs in the transaction that creates the products: if it fails, there are none. The brand is locked, so that nobody
/// deletes it meanwhile.
pub async fn run(cx: FlowTx, created: Created) -> Result<()> {
    let Some(Additional { brand_id: Some(brand), brand_position }) = created.additional_data else {
        return Ok(());
    };
    if cx.find_locked::<Brand>(Brand::ID.eq(brand.as_str())).await?.is_empty() {
        return Err(Error::not_found(format!("Brand with id: {brand} was not found")));
    }
    let link = |product: Product| {
        LinkInput::new(("product", "product_id", product.id), ("brand", "brand_id", brand.as_str()))
            .with("position", brand_position.unwrap_or(0))
    };
    create_remote_link_step(&cx, created.products.into_iter().map(link).collect()).await.map(drop)
}
