// POST /store/payment-collections, /store/payment-collections/{id}/payment-sessions
import { address, cart, customer, get, payment, post, quietly, scenario, shipping } from "../../lib/scenario.mjs"

const collection = post("/store/payment-collections", { cart_id: "{{cart}}" }, { capture: { collection: "payment_collection.id" } })
const session = (body) => post("/store/payment-collections/{{collection}}/payment-sessions", body)

export default [
  scenario("create, and the same again", cart(), collection, collection, get("/store/carts/{{cart}}?fields=id,*payment_collection")),
  scenario("a session, and another in its place", cart(), address(), shipping(), quietly(collection), session({ provider_id: "pp_system_default" }), session({ provider_id: "pp_system_default", data: { a: 1 } })),
  scenario("a customer's session", customer(), cart([["shirt_s_black", 1]], { as: "customer" }), address("at", "ann-{{run}}@contract.test", "customer"), quietly(collection), post("/store/payment-collections/{{collection}}/payment-sessions", { provider_id: "pp_system_default" }, { as: "customer" })),
  scenario("the amount follows the cart", cart(), payment(), quietly(post("/store/carts/{{cart}}/line-items", { variant_id: "{{book}}", quantity: 1 })), get("/store/carts/{{cart}}?fields=id,total,*payment_collection,*payment_collection.payment_sessions")),
  scenario("an empty cart", cart([]), collection),
  scenario(
    "mistakes",
    cart(),
    post("/store/payment-collections", {}),
    post("/store/payment-collections", { cart_id: "cart_nothing" }),
    post("/store/payment-collections", { cart_id: "{{cart}}", nothing: 1 }),
    quietly(collection),
    session({}),
    session({ provider_id: "pp_nothing" }),
    session({ provider_id: 5 }),
    session({ provider_id: "pp_system_default", nothing: 1 })
  ),
]
