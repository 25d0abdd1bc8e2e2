// POST /store/carts/{id}/line-items; POST, DELETE /store/carts/{id}/line-items/{line_id}
import { cart, customer, del, get, post, quietly, readyCart, scenario } from "../../../lib/scenario.mjs"

const path = "/store/carts/{{cart}}/line-items"
const add = (variant, quantity, more = {}) => post(path, { variant_id: `{{${variant}}}`, quantity, ...more })
const change = (body) => post(`${path}/{{line_1}}`, body)
const guest = (body) => post("/store/carts/{{cart}}", body)

export default [
  scenario("add", cart([]), add("shirt_s_black", 2)),
  scenario("add to a cart with a tax address", cart([], { country: "at" }), add("shirt_m_black", 1), add("book", 2)),
  scenario("the same variant again is merged", cart([]), add("shirt_s_black", 1), add("shirt_s_black", 2)),
  scenario("the same variant with other metadata is not merged", cart([]), add("shirt_s_black", 1), add("shirt_s_black", 1, { metadata: { engraving: "A" } }), add("shirt_s_black", 1, { metadata: { engraving: "A" } })),
  scenario("on sale", cart([]), add("hoodie", 1)),
  scenario("a price of the region", cart([]), add("book", 1)),
  scenario("in a region whose prices include tax", cart([], { region: "region_gbp", country: "gg" }), add("shirt_s_black", 1), add("shirt_m_black", 3)),
  scenario("backorder and unmanaged stock", cart([]), add("lamp", 7), add("book", 5000)),
  scenario("update the quantity", cart([["shirt_s_black", 1]], { country: "at" }), change({ quantity: 3 }), change({ quantity: 2, metadata: { a: 1 } })),
  scenario("update to nothing removes", cart([["shirt_s_black", 1], ["book", 1]]), change({ quantity: 0 })),
  scenario("remove", cart([["shirt_s_black", 1], ["book", 1]]), del(`${path}/{{line_1}}`), get("/store/carts/{{cart}}?fields=id,total,items.title"), del(`${path}/{{line_1}}`)),
  scenario(
    "stock is not enough",
    cart([]),
    add("mug", 4),
    add("mug", 3),
    add("mug", 1),
    cart([["mug", 1]]),
    change({ quantity: 4 }),
    change({ quantity: 3 })
  ),
  scenario(
    "variants that cannot be bought",
    cart([]),
    post(path, { variant_id: "variant_nothing", quantity: 1 }),
    add("draft", 1),
    add("elsewhere", 1),
    cart([], { region: "region_usd" }),
    add("poster", 1)
  ),
  scenario(
    "quantities",
    cart([["shirt_s_black", 1]]),
    add("shirt_s_black", 0),
    add("shirt_s_black", -1),
    add("shirt_s_black", "2"),
    add("shirt_s_black", null),
    change({ quantity: -1 }),
    change({ quantity: "2" }),
    change({})
  ),
  scenario("a fraction of a shirt", cart([]), add("shirt_s_black", 1.5)),
  scenario(
    "mistakes",
    cart([["shirt_s_black", 1]]),
    post(path, {}),
    post(path, { variant_id: 5, quantity: 1 }),
    add("shirt_s_black", 1, { nothing: 1 }),
    add("shirt_s_black", 1, { unit_price: 1 }),
    add("shirt_s_black", 1, { metadata: "text" }),
    post(path, "{"),
    change({ quantity: 2, unit_price: 1 }),
    post(`${path}/cali_nothing`, { quantity: 1 }),
    del(`${path}/cali_nothing`),
    post("/store/carts/cart_nothing/line-items", { variant_id: "{{shirt_s_black}}", quantity: 1 })
  ),
  scenario(
    "a line of another cart",
    cart([["shirt_s_black", 1]]),
    quietly(post("/store/carts", { region_id: "{{region_eur}}" }, { capture: { other: "cart.id" } })),
    post("/store/carts/{{other}}/line-items/{{line_1}}", { quantity: 5 }),
    del("/store/carts/{{other}}/line-items/{{line_1}}"),
    get("/store/carts/{{cart}}?fields=id,items.quantity")
  ),
  scenario(
    "a completed cart takes nothing more",
    readyCart([["shirt_s_black", 1]]),
    quietly(post("/store/carts/{{cart}}/complete")),
    add("shirt_s_black", 1),
    change({ quantity: 2 }),
    del(`${path}/{{line_1}}`),
    guest({ email: "late-{{run}}@contract.test" }),
    post("/store/carts/{{cart}}/shipping-methods", { option_id: "{{shipping_standard}}" }),
    post("/store/carts/{{cart}}/promotions", { promo_codes: ["CONTRACT10"] }),
    get("/store/carts/{{cart}}?fields=id,completed_at,email,items.quantity")
  ),
  scenario(
    "the cart of a customer, as a guest and as another customer",
    customer("ann"),
    customer("bob"),
    cart([["shirt_s_black", 1]], { as: "customer:ann" }),
    get("/store/carts/{{cart}}?fields=id,customer_id,email"),
    get("/store/carts/{{cart}}?fields=id,customer_id,email", { as: "customer:bob" }),
    add("book", 1)
  ),
]
