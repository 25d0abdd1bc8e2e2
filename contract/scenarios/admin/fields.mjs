// `fields` across links, as the documentation lists them: one line each, on the routes of the record that they start from
import { address, cart, customer, emailOf, get, payment, placedOrder, post, quietly, scenario, shipping } from "../../lib/scenario.mjs"

// Each of the fields in a request of its own.
const each = (path, ...fields) => fields.map((list) => get(`${path}?fields=${list}`))

const order = placedOrder([["shirt_s_black", 2]], { promo_codes: ["CONTRACT10"], as: "customer", email: emailOf("ann") })

export default [
  scenario(
    "of an order",
    customer(),
    order,
    each(
      "/admin/orders/{{order}}",
      "customer.email",
      "customer.*",
      "cart.email,cart.completed_at",
      "region.name,region.payment_providers.id",
      "sales_channel.name",
      "sales_channel.stock_locations.name",
      "promotion.code",
      "promotions.*",
      "fulfillments.*",
      "items.product.title,items.variant.sku",
      "items.product.sales_channels.name",
      "items.variant.inventory_items.inventory.sku",
      "items.variant.inventory.sku",
      "shipping_methods.shipping_option.name",
      "payment_collections.amount,payment_collections.payments.provider_id",
      "payment_collections.payment_sessions.*",
      "payment_collections_link.payment_collection_id",
      "cart_link.cart_id",
      "promotion_link.promotion_id"
    )
  ),
  scenario("lists of orders", customer(), order, each("/admin/orders", "customer.email,items.product.handle&id={{order}}", "cart.region.name&id={{order}}")),
  scenario(
    "of a customer",
    customer(),
    order,
    each(
      "/admin/customers/{{customer_ann}}",
      "carts.email",
      "carts.items.title,carts.region.name",
      "orders.email,orders.sales_channel.name",
      "account_holders.provider_id",
      "groups.name,addresses.city"
    )
  ),
  scenario("of a customer without anything", quietly(post("/admin/customers", { email: emailOf("ben") }, { capture: { ben: "customer.id" } })), each("/admin/customers/{{ben}}", "carts.id,orders.id,account_holders.id,groups.id")),
  scenario(
    "of a product",
    each(
      "/admin/products/{{product_mug}}",
      "sales_channels.name",
      "sales_channels.stock_locations.name",
      "shipping_profile.name",
      "variants.price_set.id",
      "variants.prices.amount,variants.prices.currency_code",
      "variants.price_set.prices.amount",
      "variants.inventory_items.required_quantity,variants.inventory_items.inventory.sku",
      "variants.inventory.sku",
      "variants.inventory_items.inventory.location_levels.stocked_quantity",
      "sales_channels_link.sales_channel_id",
      "shipping_profiles_link.shipping_profile_id"
    )
  ),
  scenario("of a variant", each("/admin/products/{{product_mug}}/variants/{{mug}}", "product.title", "product.shipping_profile.name", "inventory.sku", "inventory_items.inventory.sku", "prices.amount", "price_set.prices.amount")),
  scenario("of a region", each("/admin/regions/{{region_usd}}", "payment_providers.id,payment_providers.is_enabled", "payment_provider_link.payment_provider_id", "countries.iso_2")),
  scenario("of a sales channel", each("/admin/sales-channels/{{channel_other}}", "stock_locations.name", "publishable_api_keys.title", "products_link.product.handle"), each("/admin/sales-channels/{{channel}}", "stock_locations.name,locations_link.stock_location_id", "stock_locations.fulfillment_sets.name", "publishable_api_keys.title")),
  scenario("of an API key", each("/admin/api-keys/{{key_id}}", "sales_channels.name", "sales_channels_link.sales_channel_id"), each("/admin/api-keys/{{key_unlinked_id}}", "sales_channels.name")),
  scenario(
    "of a stock location",
    each(
      "/admin/stock-locations/{{location}}",
      "sales_channels.name",
      "fulfillment_providers.id",
      "fulfillment_sets.name,fulfillment_sets.service_zones.name",
      "fulfillment_sets.service_zones.shipping_options.name",
      "address.city"
    )
  ),
  scenario("of an inventory item", each("/admin/inventory-items/{{stock_mug}}", "variants.title,variants.product.title", "variant_link.variant_id,variant_link.required_quantity", "location_levels.location_id,location_levels.stock_locations.name")),
  scenario(
    "of a shipping option",
    each(
      "/admin/shipping-options/{{shipping_standard}}",
      "prices.amount,prices.currency_code",
      "price_set_link.price_set_id",
      "service_zone.name",
      "service_zone.fulfillment_set.location.name",
      "shipping_profile.name,provider.id,type.label",
      "rules.attribute"
    )
  ),
  scenario(
    "of a promotion",
    each("/admin/promotions/{{promo_draft}}", "application_method.value", "application_method.*", "campaign.name", "order_link.order_id", "code,application_method.target_rules.attribute")
  ),
  scenario("of a reservation and a payment", customer(), order, quietly(get("/admin/orders/{{order}}?fields=id,*items,*payment_collections.payments", { capture: { line: "order.items[0].id", payment: "order.payment_collections[0].payments[0].id" } })), get("/admin/reservations?line_item_id={{line}}&fields=inventory_item.sku"), each("/admin/payments/{{payment}}", "payment_collection.order.email", "payment_session.status", "payment_collection.cart.email", "*")),
  scenario("of a store", each("/admin/stores/{{store}}", "supported_currencies.currency.name")),
  scenario(
    "of a cart that changes hands",
    customer(),
    cart([["shirt_s_black", 1]], { as: "customer", promo_codes: ["CONTRACT10"] }),
    address("at", emailOf("ann"), "customer"),
    shipping("shipping_standard", "customer"),
    payment("customer"),
    get("/store/carts/{{cart}}?fields=customer.email", { as: "customer" }),
    get("/store/carts/{{cart}}?fields=region.name,region.countries.iso_2", { as: "customer" }),
    get("/store/carts/{{cart}}?fields=items.product.title,items.variant.sku", { as: "customer" }),
    get("/store/carts/{{cart}}?fields=promotions.code,promotions.application_method.value", { as: "customer" }),
    get("/store/carts/{{cart}}?fields=payment_collection.amount,payment_collection.payment_sessions.status", { as: "customer" }),
    get("/store/carts/{{cart}}?fields=shipping_methods.shipping_option.name,sales_channel.name", { as: "customer" }),
    get("/store/carts/{{cart}}?fields=items.adjustments.promotion.code,order.id", { as: "customer" })
  ),
]
