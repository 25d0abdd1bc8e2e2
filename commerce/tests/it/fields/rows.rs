//! Records and links that no route makes: parcels, returns, claims, exchanges, roles, translations; and records whose
//! links lead to nothing, were dismissed, or are more than one.

use super::world::World;
use serde_json::{Map, Value as Json, json};
use stheno_kernel::Error;
use stheno_link::LinkInput;
use stheno_link::manage;
use stheno_model::{ModelMeta, Records as _, dynamic};

/// One end of a link: module, key, and the record's name.
type End = (&'static str, &'static str, &'static str);

/// Links of records that live.
const LINKED: &[(End, End)] = &[
    (("order", "order_id", "order"), ("fulfillment", "fulfillment_id", "parcel")),
    (("order", "return_id", "return"), ("fulfillment", "fulfillment_id", "return_parcel")),
    (("order", "claim_id", "claim"), ("payment", "payment_collection_id", "claim_collection")),
    (("order", "exchange_id", "exchange"), ("payment", "payment_collection_id", "exchange_collection")),
    (("customer", "customer_id", "customer"), ("payment", "account_holder_id", "holder")),
    (("user", "user_id", "user"), ("rbac", "rbac_role_id", "role")),
    (("user", "invite_id", "invite"), ("rbac", "rbac_role_id", "role")),
    // Two of what is shown as one.
    (("cart", "cart_id", "two_cart"), ("payment", "payment_collection_id", "two_collection_a")),
    (("cart", "cart_id", "two_cart"), ("payment", "payment_collection_id", "two_collection_b")),
    (("order", "order_id", "two_order_a"), ("cart", "cart_id", "two_cart")),
    (("order", "order_id", "two_order_b"), ("cart", "cart_id", "two_cart")),
    (("order", "order_id", "two_order_a"), ("payment", "payment_collection_id", "two_collection_a")),
    (("order", "order_id", "two_order_a"), ("payment", "payment_collection_id", "two_collection_b")),
    // One that lives beside one that does not.
    (("cart", "cart_id", "torn_cart"), ("promotion", "promotion_id", "promotion")),
    (("product", "product_id", "torn_product"), ("sales_channel", "sales_channel_id", "channel")),
];

/// Links whose right or left record is deleted behind their back.
const TORN: &[(End, End)] = &[
    (("cart", "cart_id", "torn_cart"), ("payment", "payment_collection_id", "gone_collection")),
    (("cart", "cart_id", "torn_cart"), ("promotion", "promotion_id", "gone_promotion")),
    (("order", "order_id", "gone_order"), ("cart", "cart_id", "torn_cart")),
    (("order", "order_id", "torn_order"), ("fulfillment", "fulfillment_id", "gone_parcel")),
    (("order", "order_id", "torn_order"), ("payment", "payment_collection_id", "gone_collection")),
    (("order", "order_id", "torn_order"), ("promotion", "promotion_id", "gone_promotion")),
    (("product", "product_id", "torn_product"), ("sales_channel", "sales_channel_id", "gone_channel")),
    (("product", "variant_id", "torn_variant"), ("pricing", "price_set_id", "gone_price_set")),
    (("product", "variant_id", "torn_variant"), ("inventory", "inventory_item_id", "gone_item")),
];

/// Links that are dismissed again.
const DISMISSED: &[(End, End)] = &[
    (("cart", "cart_id", "parted_cart"), ("payment", "payment_collection_id", "parted_collection")),
    (("cart", "cart_id", "parted_cart"), ("promotion", "promotion_id", "promotion")),
    (("order", "order_id", "parted_order"), ("cart", "cart_id", "parted_cart")),
    (("product", "product_id", "parted_product"), ("sales_channel", "sales_channel_id", "channel")),
];

/// Records that are soft-deleted when everything is linked.
const DELETED: &[(&str, &str)] = &[
    ("payment_collection", "gone_collection"),
    ("promotion", "gone_promotion"),
    ("order", "gone_order"),
    ("fulfillment", "gone_parcel"),
    ("sales_channel", "gone_channel"),
    ("price_set", "gone_price_set"),
    ("inventory_item", "gone_item"),
];

/// Writes everything; each record is called as in its first place.
pub async fn insert(world: &mut World) {
    let records = records(world);
    for (_, name, _) in &records {
        world.ids.insert(name, format!("{name}_1"));
    }
    let graph = world.shop.app.graph();
    let model = |entity: &str| graph.model(entity).unwrap_or_else(|| panic!("no {entity}"));
    let records: Vec<_> = records
        .into_iter()
        .map(|(entity, name, row)| (model(entity), with_id(row, world.id(name))))
        .collect();
    let links =
        |pairs: &[(End, End)]| -> Vec<LinkInput> { pairs.iter().map(|pair| input(world, *pair)).collect() };
    let (linked, dismissed) = ([links(LINKED), links(TORN), links(DISMISSED)].concat(), links(DISMISSED));
    let deleted: Vec<(&ModelMeta, String)> =
        DELETED.iter().map(|(entity, name)| (model(entity), world.id(name).to_owned())).collect();
    let written = world.shop.app.context().transaction("insert-rows", move |cx| async move {
        for (meta, row) in records {
            let told = |why: Error| Error::unexpected_state(format!("{}: {why}", meta.table));
            dynamic::insert_json(cx.tx(), meta, vec![row], cx.stamp()).await.map_err(told)?;
        }
        manage::create(cx.tx(), cx.app().links(), &linked, cx.stamp()).await?;
        manage::dismiss(cx.tx(), cx.app().links(), &dismissed, cx.now()).await?;
        for (meta, id) in deleted {
            cx.tx().soft_delete(meta, &[id], cx.now()).await?;
        }
        Ok(())
    });
    written.await.unwrap();
}

fn with_id(row: Json, id: &str) -> Map<String, Json> {
    let Json::Object(mut row) = row else { panic!("no row: {row}") };
    row.insert("id".to_owned(), id.into());
    row
}

fn input(world: &World, (left, right): (End, End)) -> LinkInput {
    let end = |(module, key, name): End| (module, key, world.id(name).to_owned());
    let (left, right) = (end(left), end(right));
    LinkInput::new((left.0, left.1, left.2.as_str()), (right.0, right.1, right.2.as_str()))
}

/// Entity, name and row of each.
fn records(world: &World) -> Vec<(&'static str, &'static str, Json)> {
    let parcel = json!({
        "location_id": world.id("location"), "provider_id": "manual_manual", "shipping_option_id": world.id("option"),
    });
    let sent = json!({
        "location_id": world.id("location"), "provider_id": "manual_manual", "delivery_address_id": "parcel_address_1",
    });
    let of_claim = json!({ "order_id": world.id("order"), "order_version": 1, "claim_id": "claim_1" });
    let collection = json!({ "currency_code": "eur", "amount": 7 });
    let cart = json!({ "currency_code": "eur" });
    let order = json!({ "currency_code": "eur" });
    let of_order = json!({ "order_id": world.id("order"), "order_version": 1 });
    let claim = json!({ "order_id": world.id("order"), "order_version": 1, "type": "refund" });
    let lost = json!({
        "currency_code": "eur", "customer_id": "cus_lost", "region_id": "reg_lost", "sales_channel_id": "sc_lost",
    });
    let promotion = json!({ "code": "GONE", "type": "standard", "status": "active" });
    let product = |handle: &str| json!({ "title": "Plain", "handle": handle });
    let variant = |product: &str| json!({ "title": "Plain", "product_id": product });
    let mut all = vec![
        ("fulfillment", "parcel", parcel.clone()),
        ("fulfillment", "return_parcel", parcel.clone()),
        ("fulfillment_address", "parcel_address", json!({ "city": "Graz", "country_code": "at" })),
        ("fulfillment", "sent_parcel", sent),
        ("return", "return", of_order.clone()),
        ("order_claim", "claim", claim),
        ("return", "claim_return", of_claim),
        ("campaign", "campaign", json!({ "name": "Spring", "campaign_identifier": "spring" })),
        ("order_exchange", "exchange", of_order.clone()),
        ("payment_collection", "claim_collection", collection.clone()),
        ("payment_collection", "exchange_collection", collection.clone()),
        ("account_holder", "holder", json!({ "provider_id": "pp_system_default", "external_id": "ext_1" })),
        ("rbac_role", "role", json!({ "name": "Packer" })),
        (
            "invite",
            "invite",
            json!({ "email": "new@door.test", "token": "t", "expires_at": "2030-01-01T00:00:00.000Z" }),
        ),
        ("cart", "bare_cart", cart.clone()),
        ("order", "bare_order", order.clone()),
        ("return", "bare_return", of_order),
        ("customer", "bare_customer", json!({ "email": "bare@door.test" })),
        ("region", "bare_region", json!({ "name": "Bare", "currency_code": "eur" })),
        ("sales_channel", "bare_channel", json!({ "name": "Bare" })),
        ("product", "bare_product", product("bare")),
        ("product_variant", "bare_variant", variant("bare_product_1")),
        ("cart", "two_cart", cart.clone()),
        ("payment_collection", "two_collection_a", collection.clone()),
        ("payment_collection", "two_collection_b", collection.clone()),
        ("order", "two_order_a", order.clone()),
        ("order", "two_order_b", order.clone()),
        ("cart", "torn_cart", lost.clone()),
        ("order", "torn_order", lost),
        ("order", "gone_order", order.clone()),
        ("payment_collection", "gone_collection", collection.clone()),
        ("promotion", "gone_promotion", promotion),
        ("fulfillment", "gone_parcel", parcel),
        ("product", "torn_product", product("torn")),
        ("product_variant", "torn_variant", variant("torn_product_1")),
        ("sales_channel", "gone_channel", json!({ "name": "Gone" })),
        ("price_set", "gone_price_set", json!({})),
        ("inventory_item", "gone_item", json!({ "sku": "GONE" })),
        ("cart", "parted_cart", cart),
        ("payment_collection", "parted_collection", collection),
        ("order", "parted_order", order),
        ("product", "parted_product", product("parted")),
    ];
    all.extend(translated(world));
    all
}

/// A locale, and a translation of everything that can have one.
fn translated(world: &World) -> Vec<(&'static str, &'static str, Json)> {
    let text = |reference: &str, id: &str| json!({ "reference": reference, "reference_id": id, "locale_code": "xx-AT", "translations": { "title": "Häferl" } });
    vec![
        ("locale", "locale", json!({ "code": "xx-AT", "name": "Austrian" })),
        ("store_locale", "store_locale", json!({ "locale_code": "xx-AT", "store_id": world.id("store") })),
        (
            "product_category",
            "category",
            json!({ "name": "Cups", "handle": "cups", "mpath": "cups", "rank": 0 }),
        ),
        ("product_collection", "product_collection", json!({ "title": "Kitchen", "handle": "kitchen" })),
        ("product_tag", "tag", json!({ "value": "clay" })),
        ("product_type", "type", json!({ "value": "cup" })),
        ("translation", "of_product", text("product", world.id("product"))),
        ("translation", "of_variant", text("product_variant", world.id("variant"))),
        ("translation", "of_category", text("product_category", "category_1")),
        ("translation", "of_collection", text("product_collection", "product_collection_1")),
        ("translation", "of_tag", text("product_tag", "tag_1")),
        ("translation", "of_type", text("product_type", "type_1")),
        ("translation", "of_option", text("product_option", world.id("product_option"))),
        ("translation", "of_option_value", text("product_option_value", world.id("option_value"))),
    ]
}
