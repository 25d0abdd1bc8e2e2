//! A shop's own links: names, defaults, tables.

use crate::shop::{Brand, Item, Price, PriceSet, Variant, registry};
use stheno_link::{LinkRegistry, Shortcut, define_link, pivot, read_only, side};
use stheno_model::Model;

/// A model that nothing can be linked by.
#[derive(Model, Clone, Debug, Default)]
#[model(module = "brand", entity = "Unlinkable", table = "unlinkable", prefix = "x")]
pub struct Unlinkable {
    #[field(id)]
    pub id: String,
}

/// A module with a name and a model that make a long table.
#[derive(Model, Clone, Debug, Default)]
#[model(
    module = "subscription_management",
    entity = "SubscriptionContract",
    table = "contract",
    prefix = "c"
)]
#[model(linkable("subscription_contract_id"))]
pub struct Contract {
    #[field(id)]
    pub id: String,
}

#[test]
fn a_long_table_name_is_shortened_everywhere_but_in_hashes() {
    let mut registry = LinkRegistry::default();
    let extra = crate::shop::REQUIRED_QUANTITY;
    let link = define_link(side(Contract::meta).list(), side(Variant::meta)).extra_column(extra);
    registry.define(link).unwrap();
    let (link, meta) = registry.stored().next().unwrap();
    let full = "subscription_management_subscription_contract_product_variant";
    assert_eq!(link.full_name(), full);
    assert!(
        link.table.len() <= 58 && link.table.ends_with(&stheno_link::naming::table_hash(full)),
        "{}",
        link.table
    );
    assert_eq!(link.entity, "LinkSubscriptionManagementSubscriptionContractProductVariant");
    assert_eq!(link.aliases, ["subscription_contract_variant"]);
    let hash = stheno_link::naming::table_hash(full);
    assert_eq!(meta.indexes[0].name, format!("IDX_subscription_contract_id_{hash}"));
    let unique: Vec<_> = meta.indexes.iter().filter(|index| index.unique).collect();
    assert_eq!(unique.len(), 1);
    assert!(unique[0].name.len() <= 63 && unique[0].columns == ["subscription_contract_id"]);
}

#[test]
fn a_link_needs_its_modules() {
    let registry = registry();
    let all = [Variant::meta(), PriceSet::meta(), Price::meta(), Item::meta(), Brand::meta()];
    registry.require_models(&all).unwrap();
    let error = registry.require_models(&all[..4]).unwrap_err();
    let sentence =
        "Service brand was not found. If this is your module, make sure you set isQueryable to true";
    assert_eq!(error.message(), sentence);
}

#[test]
fn names_are_medusas() {
    let link = define_link(side(Variant::meta).list(), side(Brand::meta)).build().unwrap();
    assert_eq!(link.table, "product_variant_brand_brand");
    assert_eq!(link.service, "ProductVariantBrandBrandLink");
    assert_eq!(link.entity, "LinkProductVariantBrandBrand");
    assert_eq!((link.aliases, link.id_prefix), (&["variant_brand"][..], "link"));
    assert_eq!((link.left.link_field, link.left.link_is_list), ("brand_link", false));
    assert_eq!((link.right.link_field, link.right.link_is_list), ("variant_link", true));
    let [to_brand] = link.left.shortcuts else { panic!() };
    let [to_variants] = link.right.shortcuts else { panic!() };
    assert_eq!((to_brand.name, to_brand.path, to_brand.is_list), ("brand", "brand", false));
    assert_eq!((to_variants.name, to_variants.path, to_variants.is_list), ("variants", "variant", true));
    assert_eq!(to_brand.forward, Some("brand"));
}

#[test]
fn tables_have_medusas_columns_and_indexes_and_our_unique_ones() {
    let registry = registry();
    let tables = pivot::tables(&registry);
    let described: Vec<String> = tables
        .iter()
        .map(|table| {
            let columns: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
            let unique: Vec<&str> = table.indexes.iter().filter(|i| i.unique).map(|i| i.name).collect();
            format!("{}({}) {}", table.name, columns.join(" "), unique.join(" "))
        })
        .collect();
    assert_eq!(
        described,
        [
            "variant_price_set(variant_id price_set_id id created_at updated_at deleted_at) \
             stheno_uq_variant_price_set_variant_id stheno_uq_variant_price_set_price_set_id",
            "product_variant_inventory_item(variant_id item_id id required_quantity created_at updated_at deleted_at) ",
            "product_variant_brand_brand(variant_id brand_id id created_at updated_at deleted_at) \
             stheno_uq_product_variant_brand_brand_variant_id",
            "price_item(price_id item_id id created_at updated_at deleted_at) stheno_uq_price_item_item_id",
        ]
    );
    let hash = stheno_link::naming::table_hash("price_item");
    let plain: Vec<_> =
        tables[3].indexes.iter().filter(|i| !i.unique).map(|i| (i.name.to_owned(), i.filter)).collect();
    let live = Some("deleted_at IS NULL");
    let expected = [("price_id", live), ("item_id", live), ("id", None), ("deleted_at", None)];
    assert_eq!(plain, expected.map(|(column, filter)| (format!("IDX_{column}_{hash}"), filter)));
}

#[test]
fn what_is_taken_or_unknown_is_refused() {
    let mut registry = registry();
    let refused = |result: stheno_kernel::Result<()>| result.unwrap_err().message().to_owned();
    let twice = define_link(side(Variant::meta).list(), side(Brand::meta));
    assert_eq!(refused(registry.define(twice)), "Link module ProductVariantBrandBrandLink already defined.");
    let same_name = define_link(side(Variant::meta).alias("model"), side(Brand::meta)).table("another");
    assert!(refused(registry.define(same_name)).starts_with("Cannot add alias \"brand\" for \"product\"."));
    let bare = define_link(side(Variant::meta), side(Unlinkable::meta));
    assert_eq!(refused(registry.define(bare)), "Invalid linkable passed for the argument");
    let unknown = define_link(side(Variant::meta).key("sku"), side(Brand::meta));
    assert_eq!(refused(registry.define(unknown)), "Key sku is not linkable on service product");
    let renamed =
        define_link(side(Variant::meta).alias("model").list(), side(Brand::meta).alias("maker").list());
    registry.define(renamed.table("variant_maker")).unwrap();
    let (link, meta) = registry.by_table("variant_maker").unwrap();
    assert_eq!((link.right.shortcuts[0].name, meta.entity), ("models", "LinkVariantMaker"));
}

#[test]
fn read_only_links_are_named_by_their_target() {
    let mut registry = LinkRegistry::default();
    registry.define_read_only(read_only((Price::meta, "price_set_id"), PriceSet::meta)).unwrap();
    registry
        .define_read_only(read_only((Item::meta, "id"), Price::meta).matching("price_set_id").list())
        .unwrap();
    let fields: Vec<_> =
        registry.read_only().iter().map(|l| (l.field, l.own, l.target_key, l.is_list)).collect();
    assert_eq!(
        fields,
        [
            ("price_set", "price_set_id", "id", false),
            ("price", "id", "price_set_id", true),
            ("prices", "id", "price_set_id", true)
        ]
    );
    let none = registry.define_read_only(read_only((Price::meta, ""), Brand::meta)).unwrap_err();
    let sentence = "ReadOnly link requires \"linkable\" and \"field\" to be defined for the left service.";
    assert_eq!(none.message(), sentence);
    let short = read_only((Price::meta, "price_set_id"), PriceSet::meta).alias("set");
    registry.define_read_only(short.shortcut(Shortcut::list("siblings", "set.prices"))).unwrap();
    let link = registry.read_only().last().unwrap();
    assert_eq!((link.shortcuts[0].name, link.shortcuts[0].path), ("siblings", "set.prices"));
    let taken = read_only((Price::meta, "price_set_id"), PriceSet::meta).alias("siblings");
    assert!(registry.define_read_only(taken).is_err());
    let unknown = registry.define_read_only(read_only((Price::meta, "brand_id"), Brand::meta)).unwrap_err();
    assert_eq!(unknown.message(), "Price of module pricing has no column brand_id");
    let taken = registry.define_read_only(read_only((PriceSet::meta, "id"), Price::meta).alias("prices"));
    assert!(taken.unwrap_err().message().starts_with("Cannot add alias \"prices\""));
}
