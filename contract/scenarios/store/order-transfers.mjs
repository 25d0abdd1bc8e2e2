// /store/orders/{id}/transfer/*, /admin/orders/{id}/transfer*, /admin/orders/{id}/changes
import { customer, emailOf, get, placedOrder, post, quietly, scenario } from "../../lib/scenario.mjs"

const ann = { as: "customer:ann" }
const bob = { as: "customer:bob" }
const URL = "/store/orders/{{order}}/transfer"
const ADMIN = "/admin/orders/{{order}}/transfer"
const guestOrder = (items = [["shirt_s_black", 1]]) => placedOrder(items)
const request = (body = {}, options = {}) => post(`${URL}/request?fields=id,email`, body, { ...ann, ...options })
const changes = get("/admin/orders/{{order}}/changes", { ignore: ["order_changes.*.actions.*.details.token", "order_changes.*.actions.*.ordering"] })
const token = quietly(get("/admin/orders/{{order}}/changes?fields=id,*actions", { capture: { token: "order_changes[0].actions[0].details.token"} }))
const owner = get("/admin/orders/{{order}}?fields=id,email,version,customer_id,*customer")

export default [
  scenario(
    "request, accept",
    customer("ann"),
    guestOrder([["shirt_s_black", 1], ["book", 2]]),
    post(`${URL}/request`, { description: "mine" }, ann),
    changes,
    token,
    post(`${URL}/accept?fields=id`, { token: "wrong" }, { as: "store" }),
    owner,
    post(`${URL}/accept`, { token: "{{token}}" }, { as: "store" }),
    owner,
    changes,
    get("/admin/orders/{{order}}?fields=id,version,total,summary,*items,*items.detail,*items.adjustments,*shipping_methods,*shipping_methods.detail"),
    get("/store/orders?fields=id,email", ann),
    post(`${URL}/accept?fields=id`, { token: "{{token}}" }, { as: "store" })
  ),
  scenario("request with a new email, accept", customer("ann"), guestOrder(), request({ update_order_email: true }), token, post(`${URL}/accept?fields=id,email`, { token: "{{token}}" }, { as: "store" }), owner),
  scenario("request twice, and of one's own", customer("ann"), customer("bob"), guestOrder(), request(), request(), request({}, bob), token, post(`${URL}/accept?fields=id`, { token: "{{token}}" }, { as: "store" }), request()),
  scenario(
    "decline",
    customer("ann"),
    guestOrder(),
    post(`${URL}/decline?fields=id`, { token: "wrong" }, { as: "store" }),
    request(),
    token,
    post(`${URL}/decline?fields=id`, { token: "wrong" }, { as: "store" }),
    post(`${URL}/decline?fields=id,email`, { token: "{{token}}" }, { as: "store" }),
    changes,
    owner,
    post(`${URL}/decline?fields=id`, { token: "{{token}}" }, { as: "store" }),
    post(`${URL}/accept?fields=id`, { token: "{{token}}" }, { as: "store" }),
    request()
  ),
  scenario(
    "cancel",
    customer("ann"),
    customer("bob"),
    guestOrder(),
    post(`${URL}/cancel?fields=id`, undefined, ann),
    request(),
    post(`${URL}/cancel?fields=id`, undefined, bob),
    post(`${URL}/cancel?fields=id,email`, undefined, ann),
    changes,
    post(`${URL}/cancel?fields=id`, undefined, ann),
    request()
  ),
  scenario(
    "by an admin",
    customer("ann"),
    guestOrder(),
    post(`${ADMIN}?fields=id,email,customer_id`, { customer_id: "{{customer_ann}}", description: "theirs", internal_note: "said so" }),
    changes,
    post(`${ADMIN}/cancel?fields=id`),
    post(`${ADMIN}/cancel?fields=id`),
    changes,
    post(`${ADMIN}?fields=id`, { customer_id: "{{customer_ann}}" }),
    token,
    post(`${URL}/accept?fields=id,email`, { token: "{{token}}" }, { as: "store" }),
    owner
  ),
  scenario(
    "to a guest",
    customer("ann"),
    placedOrder([["shirt_s_black", 1]], { as: "customer:ann", email: emailOf("ann") }),
    post(`${ADMIN}/guest?fields=id,email,version`, { email: emailOf("other"), description: "a gift" }),
    owner,
    changes,
    post(`${ADMIN}/guest?fields=id`, { email: emailOf("other") }),
    post(`${ADMIN}/guest?fields=id`, { email: emailOf("ann") })
  ),
  scenario(
    "mistakes",
    customer("ann"),
    guestOrder(),
    quietly(get("/admin/orders/{{order}}?fields=id,customer_id", { capture: { guest: "order.customer_id" } })),
    post(`${URL}/request`, {}, { as: "store" }),
    post(`${URL}/request`, { nothing: 1 }, ann),
    post("/store/orders/order_nothing/transfer/request", {}, ann),
    post("/store/orders/order_nothing/transfer/accept", { token: "x" }, { as: "store" }),
    post("/store/orders/order_nothing/transfer/decline", { token: "x" }, { as: "store" }),
    post("/store/orders/order_nothing/transfer/cancel", undefined, ann),
    post(`${URL}/accept`, { token: "x" }, { as: "store" }),
    post(`${URL}/accept`, {}, { as: "store" }),
    post(`${URL}/accept`, { token: "" }, { as: "store" }),
    post(ADMIN, { customer_id: "{{guest}}" }),
    post(ADMIN, { customer_id: "cus_nothing" }),
    post(ADMIN, {}),
    post("/admin/orders/order_nothing/transfer", { customer_id: "{{customer_ann}}" }),
    post("/admin/orders/order_nothing/transfer/cancel"),
    post("/admin/orders/order_nothing/transfer/guest", { email: emailOf("other") }),
    post(`${ADMIN}/guest`, { email: "no email" }),
    get("/admin/orders/order_nothing/changes")
  ),
]
