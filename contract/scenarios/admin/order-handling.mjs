// What the merchant does with an order: capture, fulfil, ship, deliver, refund, cancel
import { get, placedOrder, post, quietly, scenario } from "../../lib/scenario.mjs"

const order = placedOrder([["shirt_s_black", 2]])
const status = get("/admin/orders/{{order}}?fields=id,status,payment_status,fulfillment_status,*summary,items.quantity,items.detail.fulfilled_quantity,items.detail.shipped_quantity,items.detail.delivered_quantity")
const known = quietly(
  get("/admin/orders/{{order}}?fields=id,*items,*payment_collections.payments", {
    capture: { line: "order.items[0].id", payment: "order.payment_collections[0].payments[0].id" },
  })
)
const fulfil = (quantity) =>
  post("/admin/orders/{{order}}/fulfillments?fields=id,*fulfillments,*fulfillments.items", { items: [{ id: "{{line}}", quantity }] }, { capture: { fulfillment: "order.fulfillments[0].id" } })

export default [
  scenario("capture and refund", order, known, post("/admin/payments/{{payment}}/capture", {}), status, post("/admin/payments/{{payment}}/capture", {}), post("/admin/payments/{{payment}}/refund", { amount: 10 }), status, post("/admin/payments/{{payment}}/refund", { amount: 1000 })),
  scenario("capture a part", order, known, post("/admin/payments/{{payment}}/capture", { amount: 10 }), status, post("/admin/payments/{{payment}}/capture", { amount: 1000 })),
  scenario("payments", order, known, get("/admin/payments/{{payment}}"), get("/admin/payments/pay_nothing"), get("/admin/payments?id={{payment}}&fields=id,amount,provider_id")),
  scenario(
    "fulfil, ship, deliver",
    order,
    known,
    fulfil(2),
    status,
    post("/admin/orders/{{order}}/fulfillments/{{fulfillment}}/shipments?fields=id,fulfillment_status", { items: [{ id: "{{line}}", quantity: 2 }] }),
    status,
    post("/admin/orders/{{order}}/fulfillments/{{fulfillment}}/mark-as-delivered?fields=id,fulfillment_status", {}),
    status
  ),
  scenario("fulfil too much", order, known, post("/admin/orders/{{order}}/fulfillments", { items: [{ id: "{{line}}", quantity: 3 }] }), post("/admin/orders/{{order}}/fulfillments", { items: [] }), post("/admin/orders/{{order}}/fulfillments", {})),
  scenario("cancel a fulfilment", order, known, quietly(fulfil(1)), post("/admin/orders/{{order}}/fulfillments/{{fulfillment}}/cancel?fields=id,fulfillment_status", {}), status),
  scenario("cancel", order, known, post("/admin/orders/{{order}}/cancel?fields=id,status,payment_status"), status, post("/admin/orders/{{order}}/cancel"), get("/admin/reservations?line_item_id={{line}}")),
  scenario("archive and complete", order, post("/admin/orders/{{order}}/complete?fields=id,status", {}), post("/admin/orders/{{order}}/archive?fields=id,status"), post("/admin/orders/order_nothing/complete", {})),
]
