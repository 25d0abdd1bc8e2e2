// POST /store/carts/{id}/taxes, and how taxes are calculated
import { address, cart, get, post, scenario, shipping } from "../../../lib/scenario.mjs"

export default [
  scenario("calculate again", cart([["shirt_s_black", 2]], { country: "at" }), post("/store/carts/{{cart}}/taxes", {}), post("/store/carts/{{cart}}/taxes")),
  scenario("no address, no tax", cart([["shirt_s_black", 2]]), post("/store/carts/{{cart}}/taxes", {})),
  scenario("a reduced rate for one product", cart([["shirt_s_black", 1], ["book", 2]], { country: "be" }), shipping(), get("/store/carts/{{cart}}")),
  scenario("tax inclusive, with shipping", cart([["shirt_m_black", 2]], { region: "region_gbp", country: "gg" }), address("gg"), shipping(), get("/store/carts/{{cart}}")),
  // The only scenario in which a tax falls between the cents: 10 percent of 22.95.
  scenario("rounding", cart([["shirt_m_black", 1]], { country: "be", promo_codes: ["CONTRACT10"] }), get("/store/carts/{{cart}}")),
  scenario("mistakes", post("/store/carts/cart_nothing/taxes", {}), cart(), post("/store/carts/{{cart}}/taxes", { nothing: 1 })),
]
