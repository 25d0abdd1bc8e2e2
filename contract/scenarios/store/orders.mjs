// GET /store/orders, /store/orders/{id}
import { customer, get, placedOrder, scenario } from "../../lib/scenario.mjs"

const ann = (items) => placedOrder(items, { as: "customer", email: "ann-{{run}}@contract.test" })
const me = { as: "customer" }

export default [
  scenario("my orders", customer(), ann([["shirt_s_black", 1]]), get("/store/orders", me)),
  scenario("the storefront's fields", customer(), ann([["shirt_s_black", 1], ["book", 2]]), get("/store/orders?limit=10&offset=0&order=-created_at&fields=*items,+items.metadata,*items.variant,*items.product", me)),
  scenario(
    "pages and filters",
    customer(),
    ann([["shirt_s_black", 1]]),
    ann([["shirt_s_black", 2]]),
    get("/store/orders?order=created_at&fields=id,total,status", me),
    get("/store/orders?order=-created_at&limit=1&fields=id,total", me),
    get("/store/orders?order=-created_at&limit=1&offset=1&fields=id,total", me),
    get("/store/orders?status=pending&order=created_at&fields=id", me),
    get("/store/orders?status=completed&fields=id", me),
    get("/store/orders?id={{order}}&fields=id,email", me)
  ),
  scenario("no orders", customer(), get("/store/orders", me)),
  scenario("one order by its id, as anyone", customer("ann"), customer("bob"), placedOrder([["shirt_s_black", 1]], { as: "customer:ann", email: "ann-{{run}}@contract.test" }), get("/store/orders/{{order}}", { as: "customer:ann" }), get("/store/orders/{{order}}?fields=id,email", { as: "customer:bob" }), get("/store/orders/{{order}}?fields=id,email"), get("/store/orders?fields=id", { as: "customer:bob" })),
  scenario("fields", customer(), ann([["shirt_s_black", 1]]), get("/store/orders/{{order}}?fields=id,total", me), get("/store/orders/{{order}}?fields=id,*items", me), get("/store/orders/{{order}}?fields=id,*payment_collections.payments", me), get("/store/orders/{{order}}?fields=*shipping_methods,*fulfillments", me)),
  scenario("mistakes", customer(), get("/store/orders"), get("/store/orders/order_nothing"), get("/store/orders?nothing=1", me), get("/store/orders?limit=x", me), get("/store/orders?order=nothing", me)),
]
