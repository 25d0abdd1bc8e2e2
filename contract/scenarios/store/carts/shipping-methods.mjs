// GET /store/shipping-options; POST /store/carts/{id}/shipping-methods
import { address, ADDRESS, cart, get, post, scenario, shipping } from "../../../lib/scenario.mjs"

const add = (option, more = {}) => post("/store/carts/{{cart}}/shipping-methods", { option_id: `{{${option}}}`, ...more })
const options = get("/store/shipping-options?cart_id={{cart}}", { sets: ["shipping_options"] })

export default [
  scenario("the options of a cart", cart([["shirt_s_black", 1]], { country: "at" }), options),
  scenario("a dear cart has the express for nothing", cart([["shirt_s_black", 5]], { country: "at" }), options, add("shipping_express")),
  scenario("the options in another currency", cart([["shirt_s_black", 1]], { region: "region_gbp", country: "gg" }), options),
  scenario("options without an address", cart(), options),
  scenario("options for returns", cart([["shirt_s_black", 1]], { country: "at" }), get("/store/shipping-options?cart_id={{cart}}&is_return=true")),
  scenario("choose, then choose another", cart([["shirt_s_black", 1]], { country: "at" }), add("shipping_standard"), add("shipping_express", { data: { floor: 3 } })),
  scenario("shipping in prices that include tax", cart([["shirt_s_black", 1]], { region: "region_gbp", country: "gg" }), add("shipping_standard")),
  scenario("an empty cart has a method too", cart([], { country: "at" }), add("shipping_standard")),
  scenario("the method follows the items: the express becomes free", cart([["shirt_s_black", 1]], { country: "at" }), shipping("shipping_express"), post("/store/carts/{{cart}}/line-items", { variant_id: "{{shirt_s_black}}", quantity: 9 })),
  scenario(
    "an address elsewhere",
    cart([["shirt_s_black", 1]], { country: "at" }),
    shipping(),
    address("be"),
    get("/store/carts/{{cart}}")
  ),
  scenario(
    "mistakes",
    cart([["shirt_s_black", 1]], { country: "at" }),
    add("shipping_return"),
    add("shipping_counter"),
    post("/store/carts/{{cart}}/shipping-methods", { option_id: "so_nothing" }),
    post("/store/carts/{{cart}}/shipping-methods", {}),
    add("shipping_standard", { nothing: 1 }),
    add("shipping_standard", { data: "text" }),
    post("/store/carts/cart_nothing/shipping-methods", { option_id: "{{shipping_standard}}" }),
    get("/store/shipping-options"),
    get("/store/shipping-options?cart_id=cart_nothing"),
    get("/store/shipping-options?cart_id={{cart}}&nothing=1")
  ),
]
