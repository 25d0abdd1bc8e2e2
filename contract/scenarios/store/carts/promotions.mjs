// POST, DELETE /store/carts/{id}/promotions
import { address, cart, del, get, placedOrder, post, quietly, scenario, shipping } from "../../../lib/scenario.mjs"

const path = "/store/carts/{{cart}}/promotions"
const add = (...promo_codes) => post(path, { promo_codes })
const remove = (...promo_codes) => del(path, { body: { promo_codes } })
const shirts = (n) => cart([["shirt_s_black", n]], { country: "at" })

export default [
  scenario("ten percent, and away again", shirts(2), add("CONTRACT10"), remove("CONTRACT10")),
  scenario("ten percent stays with what is added and changed", shirts(1), quietly(add("CONTRACT10")), post("/store/carts/{{cart}}/line-items", { variant_id: "{{shirt_m_black}}", quantity: 2 }), post("/store/carts/{{cart}}/line-items/{{line_1}}", { quantity: 5 })),
  scenario("ten percent spares what is not discountable", cart([["shirt_s_black", 1], ["book", 1]], { country: "at" }), add("CONTRACT10")),
  scenario("two off each, for at most two", shirts(3), add("CONTRACT2EACH")),
  scenario("five off the order", cart([["shirt_s_black", 1], ["shirt_s_white", 1]], { country: "at" }), add("CONTRACT5ORDER")),
  scenario("shipping for nothing", shirts(1), quietly(add("CONTRACTSHIP")), address(), shipping(), get("/store/carts/{{cart}}")),
  scenario("several codes", shirts(2), add("CONTRACT10", "CONTRACT5ORDER"), remove("CONTRACT10")),
  scenario("a code of another currency does nothing", cart([["shirt_s_black", 1]], { region: "region_usd", country: "mx" }), add("CONTRACT5ORDER")),
  scenario("ten percent of prices that include tax", cart([["shirt_s_black", 1]], { region: "region_gbp", country: "gg" }), add("CONTRACT10")),
  scenario("the same code twice", shirts(1), add("CONTRACT10"), add("CONTRACT10"), add("CONTRACT10", "CONTRACT10")),
  scenario(
    "buy two, get one",
    quietly(
      post(
        "/admin/promotions",
        {
          code: "BUYGET-{{run}}",
          type: "buyget",
          status: "active",
          application_method: {
            type: "percentage",
            target_type: "items",
            allocation: "each",
            value: 100,
            max_quantity: 1,
            apply_to_quantity: 1,
            buy_rules_min_quantity: 2,
            buy_rules: [{ attribute: "items.product.id", operator: "eq", values: ["{{product_shirt}}"] }],
            target_rules: [{ attribute: "items.product.id", operator: "eq", values: ["{{product_shirt}}"] }],
          },
        },
        { capture: { promotion: "promotion.id" } }
      )
    ),
    shirts(2),
    add("BUYGET-{{run}}"),
    post("/store/carts/{{cart}}/line-items/{{line_1}}", { quantity: 3 }),
    quietly(del("/admin/promotions/{{promotion}}"))
  ),
  scenario(
    "a code for one order only",
    quietly(
      post(
        "/admin/promotions",
        {
          code: "ONCE-{{run}}",
          type: "standard",
          status: "active",
          limit: 1,
          application_method: { type: "percentage", target_type: "items", allocation: "across", value: 10 },
        },
        { capture: { promotion: "promotion.id" } }
      )
    ),
    placedOrder([["shirt_s_black", 1]], { promo_codes: ["ONCE-{{run}}"] }),
    get("/admin/promotions/{{promotion}}?fields=id,used,limit"),
    shirts(1),
    add("ONCE-{{run}}"),
    quietly(del("/admin/promotions/{{promotion}}"))
  ),
  scenario(
    "mistakes",
    shirts(1),
    add("NOTHING"),
    add("CONTRACTDRAFT"),
    add("contract10"),
    post(path, {}),
    post(path, { promo_codes: "CONTRACT10" }),
    post(path, { promo_codes: [1] }),
    post(path, { promo_codes: ["CONTRACT10"], nothing: 1 }),
    remove("NOTHING"),
    del(path, { body: {} })
  ),
]
