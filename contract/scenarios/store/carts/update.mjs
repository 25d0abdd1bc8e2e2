// POST /store/carts/{id}
import { ADDRESS, cart, customer, emailOf, get, post, quietly, scenario, shipping } from "../../../lib/scenario.mjs"

const update = (body, options) => post("/store/carts/{{cart}}", body, options)

export default [
  scenario(
    "email and addresses",
    cart(),
    update({ email: emailOf("guest") }),
    update({ shipping_address: ADDRESS }),
    update({ billing_address: { ...ADDRESS, city: "Graz" } }),
    update({ shipping_address: { city: "Linz" } }),
    update({ email: emailOf("other"), metadata: { a: 1 } })
  ),
  scenario("a guest's email makes one customer", cart(), update({ email: emailOf("guest") }), update({ email: emailOf("guest") }), get("/store/carts/{{cart}}?fields=id,email,customer_id,*customer")),
  scenario("the region changes the currency and the prices", cart([["shirt_s_black", 2]]), update({ region_id: "{{region_usd}}" }), update({ region_id: "{{region_gbp}}" })),
  scenario("a region without a price for an item", cart([["poster", 1]]), update({ region_id: "{{region_usd}}" })),
  scenario("a new region drops the shipping method", cart(), quietly(update({ shipping_address: ADDRESS })), shipping(), update({ region_id: "{{region_gbp}}" })),
  scenario("an address with another tax", cart([["shirt_s_black", 1], ["book", 1]], { country: "at" }), update({ shipping_address: { ...ADDRESS, country_code: "be" } })),
  scenario("promotions are replaced", cart([["shirt_s_black", 2]]), update({ promo_codes: ["CONTRACT10"] }), update({ promo_codes: ["CONTRACT5ORDER"] }), update({ promo_codes: [] })),
  scenario("metadata", cart([]), update({ metadata: { a: 1 } }), update({ metadata: { b: 2 } }), update({ metadata: null })),
  scenario("the address as an id of the customer's", customer(), quietly(post("/store/customers/me/addresses", ADDRESS, { as: "customer", capture: { address: "customer.addresses[0].id" } })), cart([], { as: "customer" }), update({ shipping_address: { id: "{{address}}" } }, { as: "customer" })),
  scenario(
    "mistakes",
    cart(),
    update({ email: "no email" }),
    update({ email: 5 }),
    update({ nothing: 1 }),
    update({ region_id: "reg_nothing" }),
    update({ shipping_address: { ...ADDRESS, country_code: "mx" } }),
    update({ shipping_address: { ...ADDRESS, country_code: "xx" } }),
    update({ shipping_address: "text" }),
    update({ shipping_address: { city: 5 } }),
    update({ promo_codes: ["NOTHING"] }),
    update({ promo_codes: ["CONTRACTDRAFT"] }),
    update({ promo_codes: [5] }),
    update("{ no"),
    post("/store/carts/cart_nothing", { email: emailOf("guest") })
  ),
]
