// POST /store/carts/{id}/customer: a guest's cart becomes the customer's
import { address, cart, customer, emailOf, get, post, quietly, scenario } from "../../../lib/scenario.mjs"

const claim = (as) => post("/store/carts/{{cart}}/customer", {}, { as })

export default [
  scenario("a cart without an email", customer(), cart(), claim("customer")),
  scenario("a cart with an email", customer(), cart(), quietly(post("/store/carts/{{cart}}", { email: emailOf("guest") })), claim("customer")),
  scenario("claim twice", customer(), cart([]), claim("customer"), claim("customer")),
  scenario("a cart of another customer", customer("ann"), customer("bob"), cart([], { as: "customer:ann" }), claim("customer:bob"), get("/store/carts/{{cart}}?fields=id,customer_id,email")),
  scenario("mistakes", customer(), cart([]), claim("store"), post("/store/carts/cart_nothing/customer", {}, { as: "customer" }), post("/store/carts/{{cart}}/customer", { nothing: 1 }, { as: "customer" })),
]
