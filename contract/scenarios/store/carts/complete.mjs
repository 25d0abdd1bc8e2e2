// POST /store/carts/{id}/complete
import { address, cart, customer, emailOf, get, payment, post, quietly, readyCart, scenario, shipping } from "../../../lib/scenario.mjs"

const complete = (options) => post("/store/carts/{{cart}}/complete", undefined, options)

export default [
  scenario("a guest's purchase", readyCart([["shirt_s_black", 2], ["book", 1]]), complete({ capture: { order: "order.id" } }), get("/store/orders/{{order}}"), get("/store/carts/{{cart}}?fields=id,completed_at")),
  scenario("a customer's purchase", customer(), readyCart([["shirt_s_black", 1]], { as: "customer", email: emailOf("ann") }), complete({ as: "customer" })),
  scenario("with a promotion", readyCart([["shirt_s_black", 2]], { promo_codes: ["CONTRACT10"] }), complete()),
  scenario("prices that include tax", readyCart([["shirt_s_black", 1]], { region: "region_gbp", country: "gg" }), complete()),
  scenario("nothing to pay for shipping", readyCart([["shirt_s_black", 5]], { shipping: "shipping_express" }), complete({ capture: { order: "order.id" } })),
  scenario("twice: the same order", readyCart([["shirt_s_black", 1]]), complete(), complete()),
  scenario("fields", readyCart([["shirt_s_black", 1]]), post("/store/carts/{{cart}}/complete?fields=id,total,items.title")),
  scenario("an empty cart", cart([]), complete(), address(), complete()),
  scenario("without payment", cart(), address(), shipping(), complete()),
  scenario("a payment collection without a session", cart(), address(), shipping(), quietly(post("/store/payment-collections", { cart_id: "{{cart}}" })), complete()),
  scenario("without shipping", cart(), address(), payment(), complete()),
  scenario("without an email", cart([["shirt_s_black", 1]], { country: "at" }), shipping(), payment(), complete()),
  scenario("without an address", cart(), shipping(), payment(), complete()),
  scenario("changed after payment", readyCart([["shirt_s_black", 1]]), quietly(post("/store/carts/{{cart}}/line-items", { variant_id: "{{book}}", quantity: 1 })), complete()),
  scenario(
    "the last piece goes to the first",
    quietly(
      post(
        "/admin/products",
        {
          title: "Last {{run}}",
          status: "published",
          shipping_profile_id: "{{profile}}",
          sales_channels: [{ id: "{{channel}}" }],
          options: [{ title: "Kind", values: ["Plain"] }],
          variants: [{ title: "Plain", sku: "LAST-{{run}}", options: { Kind: "Plain" }, manage_inventory: true, prices: [{ currency_code: "eur", amount: 10 }] }],
        },
        { capture: { product: "product.id", last: "product.variants[0].id" } }
      ),
      get("/admin/inventory-items?sku=LAST-{{run}}", { capture: { item: "inventory_items[0].id" } }),
      post("/admin/inventory-items/{{item}}/location-levels", { location_id: "{{location}}", stocked_quantity: 1 })
    ),
    readyCart([["last", 1]]),
    quietly(get("/store/carts/{{cart}}?fields=id", { capture: { slow: "cart.id" } })),
    readyCart([["last", 1]]),
    complete(),
    post("/store/carts/{{slow}}/complete"),
    get("/store/products/{{product}}?fields=id,variants.inventory_quantity"),
    get("/admin/inventory-items/{{item}}?fields=id,stocked_quantity,reserved_quantity"),
    quietly(post("/admin/products/{{product}}", { status: "draft" }))
  ),
  scenario("no such cart", post("/store/carts/cart_nothing/complete")),
]
