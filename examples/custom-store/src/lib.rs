//! A shop with brands.

mod brand;
mod create_brand;
mod flagships;
mod link_brand;
mod products_by_brand;

use brand::Brand;
use stheno::prelude::*;
use stheno_commerce::AdminResource;
use stheno_commerce::modules::product::Product;

/// Commerce, and what is this shop's own.
pub fn shop(commerce: Builder) -> Builder {
    let position = Extra::integer("position").or("0");
    commerce
        .module(brand::module())
        .link(define_link(side(Product::meta).list(), side(Brand::meta)).extra_column(position))
        .read_only_link(read_only((Brand::meta, "flagship_id"), Product::meta).alias("flagship"))
        .routes(AdminResource::of(Brand::meta).keeping(["flagship_id"]).created_by(create_brand::run))
        .routes([products_by_brand::route()])
        .hook("create-products.productsCreated", link_brand::run)
        .amend("POST /admin/products", |spec| {
            let members =
                json!({ "brand_id": { "type": "string" }, "brand_position": { "type": "integer" } });
            Ok(spec.additional_data(&members)?)
        })
        .amend("GET /store/products", |spec| Ok(spec.allow(["brand", "brand.id", "brand.name"])))
        .amend("GET /store/products/{id}", |spec| Ok(spec.allow(["brand", "brand.id", "brand.name"])))
        .subscribe("product.deleted", "forget-flagship", flagships::forget)
        .job("choose-flagships", "0 3 * * *", flagships::choose)
}
