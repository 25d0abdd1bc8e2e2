// POST /store/carts, GET /store/carts/{id}
import { ADDRESS, cart, customer, emailOf, get, post, scenario } from "../../../lib/scenario.mjs"

const create = (body, options) => post("/store/carts", body, options)

export default [
  scenario("empty, in a region", create({ region_id: "{{region_eur}}" }, { capture: { cart: "cart.id" } }), get("/store/carts/{{cart}}")),
  scenario(
    "with items, address, email and metadata",
    create({
      region_id: "{{region_eur}}",
      email: emailOf("guest"),
      shipping_address: ADDRESS,
      billing_address: { ...ADDRESS, address_1: "2 Billing Street" },
      items: [
        { variant_id: "{{shirt_s_black}}", quantity: 2 },
        { variant_id: "{{book}}", quantity: 1, metadata: { gift: true } },
      ],
      metadata: { from: "contract" },
    })
  ),
  scenario("the country of a region with one country is set", create({ region_id: "{{region_usd}}" })),
  scenario("of a signed-in customer", customer(), create({ region_id: "{{region_eur}}" }, { as: "customer" })),
  scenario("with a promotion", create({ region_id: "{{region_eur}}", items: [{ variant_id: "{{shirt_s_black}}", quantity: 1 }], promo_codes: ["CONTRACT10"] })),
  scenario("without a body", create({}), create(undefined)),
  scenario(
    "prices that include tax",
    create({ region_id: "{{region_gbp}}", items: [{ variant_id: "{{shirt_s_black}}", quantity: 2 }], shipping_address: { ...ADDRESS, country_code: "gg" } })
  ),
  scenario(
    "fields",
    cart(),
    get("/store/carts/{{cart}}?fields=id,total"),
    get("/store/carts/{{cart}}?fields=id,items.title,items.total"),
    get("/store/carts/{{cart}}?fields=id,*items"),
    get("/store/carts/{{cart}}?fields=id,nothing"),
    get(
      "/store/carts/{{cart}}?fields=*items, *region, *items.product, *items.variant, *items.thumbnail, *items.metadata, +items.total, *promotions, +shipping_methods.name"
    )
  ),
  scenario(
    "other content types",
    create("region_id={{region_eur}}", { headers: { "content-type": "application/x-www-form-urlencoded" } }),
    create("nothing=1", { headers: { "content-type": "application/x-www-form-urlencoded" } }),
    create("region_id", { headers: { "content-type": "text/plain" } })
  ),
  scenario(
    "mistakes",
    create({ region_id: "reg_nothing" }),
    create({ region_id: 5 }),
    create({ nothing: 1 }),
    create({ region_id: "{{region_eur}}", email: "no email" }),
    create({ region_id: "{{region_eur}}", items: [{ variant_id: "{{shirt_s_black}}" }] }),
    create({ region_id: "{{region_eur}}", items: [{ variant_id: "{{shirt_s_black}}", quantity: 0 }] }),
    create({ region_id: "{{region_eur}}", items: [{ variant_id: "variant_nothing", quantity: 1 }] }),
    create({ region_id: "{{region_eur}}", items: {} }),
    create({ region_id: "{{region_eur}}", shipping_address: { ...ADDRESS, country_code: "mx" } }),
    create({ region_id: "{{region_eur}}", shipping_address: { ...ADDRESS, nothing: 1 } }),
    create({ region_id: "{{region_eur}}", sales_channel_id: "{{channel_other}}" }),
    create({ region_id: "{{region_eur}}", currency_code: "usd" }),
    create({ region_id: "{{region_eur}}", promo_codes: "CONTRACT10" }),
    create("{"),
    get("/store/carts/cart_nothing"),
    get("/store/carts/cart_nothing?nothing=1")
  ),
]
