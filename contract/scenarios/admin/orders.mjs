// GET /admin/orders, /admin/orders/{id}
import { customer, get, placedOrder, post, scenario } from "../../lib/scenario.mjs"

const order = placedOrder([["shirt_s_black", 2], ["book", 1]], { promo_codes: ["CONTRACT10"] })

export default [
  scenario("retrieve with default fields", order, get("/admin/orders/{{order}}")),
  scenario("list", order, get("/admin/orders?id={{order}}"), get("/admin/orders?id={{order}}&status=pending&fields=id,status"), get("/admin/orders?id={{order}}&status=completed&fields=id")),
  scenario(
    "the dashboard's fields",
    order,
    get(
      "/admin/orders?id={{order}}&limit=20&offset=0&order=-created_at&fields=id,status,created_at,email,display_id,custom_display_id,payment_status,fulfillment_status,total,currency_code,*customer,*sales_channel,*payment_collections,*shipping_address"
    )
  ),
  scenario("of a customer, in pages", customer(), [1, 2].map((n) => placedOrder([["shirt_s_black", n]], { as: "customer", email: "ann-{{run}}@contract.test" })), get("/admin/orders?customer_id={{customer_ann}}&order=created_at&fields=id,total"), get("/admin/orders?customer_id={{customer_ann}}&order=-display_id&limit=1&fields=id,total"), get("/admin/orders?q=ann-{{run}}@contract.test&fields=id&order=created_at")),
  scenario("prices that include tax", placedOrder([["shirt_s_black", 1]], { region: "region_gbp", country: "gg" }), get("/admin/orders/{{order}}?fields=id,total,subtotal,tax_total,*items,*shipping_methods,*summary")),
  scenario("payment", order, get("/admin/orders/{{order}}?fields=id,payment_status,*payment_collections,*payment_collections.payments,*payment_collections.payment_sessions")),
  scenario("fields", order, get("/admin/orders/{{order}}?fields=id,items.title,items.quantity,items.total"), get("/admin/orders/{{order}}?fields=id,nothing"), get("/admin/orders/{{order}}?fields=id,*customer,*region,*cart,*promotions")),
  scenario("update", order, post("/admin/orders/{{order}}", { email: "new-{{run}}@contract.test", metadata: { a: 1 } }), post("/admin/orders/{{order}}", { nothing: 1 }), post("/admin/orders/{{order}}", { email: "no email" })),
  scenario("mistakes", get("/admin/orders/order_nothing"), get("/admin/orders?nothing=1&id=order_nothing"), get("/admin/orders?limit=x")),
]
