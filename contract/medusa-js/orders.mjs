// Orders with the client of Medusa 1: my own, those that anybody looks up, and those that a customer claims.
import assert from "node:assert/strict"
import { bearer, cookieOf, refused, step, text } from "./harness.mjs"

const DEFAULTS = ["id", "status", "fulfillment_status", "payment_status", "display_id", "cart_id", "customer_id", "email", "region_id", "currency_code", "tax_rate", "created_at", "object"]
const RELATIONS = ["shipping_address", "fulfillments", "items", "shipping_methods", "discounts", "customer", "payments", "region"]
const TOTALS = ["subtotal", "discount_total", "shipping_total", "item_tax_total", "shipping_tax_total", "tax_total", "gift_card_total", "gift_card_tax_total", "total", "paid_total", "refunded_total", "refundable_amount"]
const LOADED = ["swaps", "claims", "gift_cards", "gift_card_transactions", "refunds", "raw_discount_total"]
const keysOf = (object, ...names) => assert.deepEqual(Object.keys(object).sort(), names.flat().sort())
const cents = (amount) => Math.round(amount * 100)

export async function orderSteps({ v1, me, email, password, session, shop, admin, store, events, buy, unique }) {
  const { customers, orders, auth } = v1
  const code = `V1-${unique}`.toUpperCase()
  let bought, discounted, whole

  await step("a purchase by the same customer", async () => {
    const sdk = store()
    await sdk.auth.login("customer", "emailpass", { email, password })
    bought = await buy(sdk, shop, email)
    await admin.admin.promotion.create({
      code,
      type: "standard",
      status: "active",
      is_automatic: false,
      application_method: { type: "percentage", target_type: "items", allocation: "across", value: 10 },
    })
    discounted = await buy(sdk, shop, email, code)
    ;({ order: whole } = await admin.admin.order.retrieve(bought.order.id, { fields: "*items,*items.tax_lines,*shipping_methods,*shipping_methods.tax_lines,total,currency_code" }))
  })
  await step("customers.listOrders", async () => {
    const answer = await customers.listOrders(undefined, session)
    keysOf(answer, ["orders", "count", "offset", "limit", "response"])
    assert.deepEqual([answer.count, answer.offset, answer.limit], [2, 0, 10])
    assert.deepEqual(answer.orders.map((o) => o.id), [discounted.order.id, bought.order.id])
    keysOf(answer.orders[1], DEFAULTS, RELATIONS, TOTALS, LOADED)
    const order = answer.orders[1]
    assert.deepEqual([order.status, order.payment_status, order.fulfillment_status, order.object, order.tax_rate], ["pending", "awaiting", "not_fulfilled", "order", null])
    assert.deepEqual([order.customer_id, order.email, order.cart_id, order.display_id], [me.id, email, bought.cart_id, bought.order.display_id])
    for (const name of ["swaps", "claims", "gift_cards", "gift_card_transactions", "refunds", "fulfillments", "discounts"]) assert.deepEqual(order[name], [], name)
  })
  await step("amounts are whole, in the smallest unit, and add up", async () => {
    const { orders: list } = await customers.listOrders({}, session)
    for (const order of list) {
      for (const name of TOTALS) assert.ok(Number.isInteger(order[name]), `${name}: ${order[name]}`)
      assert.equal(order.total, order.subtotal + order.shipping_total + order.tax_total - order.discount_total - order.gift_card_total)
      assert.equal(order.tax_total, order.item_tax_total + order.shipping_tax_total)
      assert.equal(order.subtotal, order.items.reduce((n, i) => n + i.subtotal, 0))
    }
    const [cheaper, order] = list
    const line = whole.items[0]
    assert.equal(order.items[0].unit_price, cents(line.unit_price))
    assert.equal(order.items[0].quantity, 2)
    assert.equal(order.subtotal, cents(line.unit_price) * 2)
    assert.equal(order.shipping_total, cents(whole.shipping_methods[0].amount))
    assert.equal(order.total, cents(whole.total))
    assert.deepEqual([order.paid_total, order.refunded_total, order.refundable_amount], [order.total, 0, order.total])
    assert.equal(cheaper.discount_total, Math.round(order.subtotal / 10))
    assert.deepEqual([cheaper.items[0].discount_total, cheaper.raw_discount_total], [cheaper.discount_total, cheaper.discount_total])
  })
  await step("what an order is made of", async () => {
    const { orders: [cheaper, order] } = await customers.listOrders({}, session)
    const [item] = order.items
    assert.deepEqual([item.order_id, item.cart_id, item.variant_id, item.variant.id], [order.id, order.cart_id, shop.offers[0].variant.id, shop.offers[0].variant.id])
    assert.deepEqual([item.fulfilled_quantity, item.shipped_quantity, item.returned_quantity, item.has_shipping], [null, null, null, true])
    for (const name of ["title", "description", "tax_lines", "adjustments", "refundable", "original_total", "original_tax_total", "raw_discount_total"]) assert.ok(name in item, name)
    const [line] = item.tax_lines
    if (line) assert.deepEqual([typeof line.rate, line.item_id], ["number", item.id])
    const [method] = order.shipping_methods
    assert.deepEqual([method.price, method.order_id, method.shipping_option.id, method.shipping_option.price_type], [order.shipping_total, order.id, method.shipping_option_id, "flat_rate"])
    const [payment] = order.payments
    assert.deepEqual([payment.amount, payment.amount_refunded, payment.provider_id, payment.order_id, payment.captured_at], [order.total, 0, "manual", order.id, null])
    assert.equal(order.region.id, shop.region.id)
    assert.equal(typeof order.region.tax_rate, "number")
    assert.deepEqual([order.shipping_address.first_name, order.customer.id, order.customer.email], ["Ship", me.id, email])
    const [discount] = cheaper.discounts
    assert.deepEqual([discount.code, discount.rule.type, discount.rule.value, discount.rule.allocation], [code, "percentage", 10, "total"])
    assert.equal(cheaper.items[0].adjustments[0].discount_id, discount.id)
  })
  await step("listOrders: pages and filters", async () => {
    const list = async (params) => {
      const { orders: found, count } = await customers.listOrders(params, session)
      return [found.length, count]
    }
    const id = bought.order.id
    assert.deepEqual(await list({ limit: 1, offset: 1 }), [1, 2])
    assert.equal((await customers.listOrders({ limit: 1, offset: 1 }, session)).orders[0].id, id)
    const past = { gt: new Date(0) }
    for (const [params, expected] of [
      [{ id }, 1],
      [{ id: "order_nothing" }, 0],
      [{ cart_id: bought.cart_id }, 1],
      [{ email }, 2],
      [{ email: email.toUpperCase() }, 0],
      [{ display_id: String(bought.order.display_id) }, 1],
      [{ tax_rate: "10" }, 0],
      [{ region_id: shop.region.id, currency_code: shop.region.currency_code }, 2],
      [{ status: ["completed", "pending"] }, 2],
      [{ status: "completed" }, 0],
      [{ payment_status: ["awaiting"] }, 2],
      [{ payment_status: ["captured", "refunded"] }, 0],
      [{ fulfillment_status: "not_fulfilled", payment_status: "awaiting" }, 2],
      [{ created_at: past }, 2],
      [{ created_at: { lt: "2001" } }, 0],
      [{ created_at: { gte: 1, lte: "4000000000" }, updated_at: past }, 2],
      [{ canceled_at: past }, 0],
      [{ q: "sHI" }, 2],
      [{ q: email.slice(3, 12) }, 2],
      [{ q: String(bought.order.display_id), email: "ignored@x.test" }, undefined],
      [{ q: "grace" }, 2],
      [{ q: "no such word" }, 0],
      [{ id: undefined }, 2],
    ]) {
      const [length, count] = await list(params)
      assert.equal(length, count, JSON.stringify(params))
      if (expected === undefined) assert.ok(count >= 1, JSON.stringify(params))
      else assert.equal(count, expected, JSON.stringify(params))
    }
    assert.deepEqual(await list({ payment_status: ["awaiting"], limit: 1 }), [1, 2])
    const raw = (query) => v1.client.request("GET", `/store/customers/me/orders?${query}`, undefined, {}, session)
    for (const query of ["status[]=completed&status[]=pending", "status=completed&status=pending", "status[0]=completed,pending"]) {
      assert.equal((await raw(query)).count, 2, query)
    }
  })
  await step("listOrders: fields and expand", async () => {
    const one = async (params) => (await customers.listOrders({ id: bought.order.id, ...params }, session)).orders[0]
    const always = ["items", "shipping_methods", "discounts", "payments", "region"]
    keysOf(await one({ fields: "email", expand: "customer" }), ["id", "created_at", "tax_rate", "email", "object", "customer"], always, TOTALS, LOADED)
    keysOf(await one({ fields: "+metadata,-email" }), DEFAULTS.filter((n) => n !== "email"), "metadata", RELATIONS, TOTALS, LOADED)
    const more = await one({ fields: "updated_at,canceled_at,shipping_address_id,sales_channel_id,no_notification", expand: "billing_address" })
    assert.deepEqual([more.canceled_at, more.billing_address.first_name], [null, "Ship"])
    assert.ok(!("email" in more) && !("shipping_address" in more) && typeof more.total === "number")
    assert.equal((await one({ fields: "total" })).total, cents(whole.total))
  })
  await step("listOrders: refusals", async () => {
    for (const [params, message] of [
      [{ order: "id", customer_id: "x" }, "property order should not exist, property customer_id should not exist"],
      [{ limit: "abc" }, "limit must be a number conforming to the specified constraints"],
      [{ limit: -1 }, "limit must be a number conforming to the specified constraints"],
      [{ status: ["odd"] }, "each value in status must be one of the following values: pending, completed, archived, canceled, requires_action"],
      [{ created_at: "2024-01-01" }, "nested property created_at must be either object or array"],
      [{ canceled_at: null }, "nested property canceled_at must be either object or array"],
      [{ created_at: { gt: "foo" } }, "gt must be a Date instance"],
      [{ created_at: { after: "2024" } }, "property after should not exist"],
      [{ display_id: "x" }, "display_id must be a number conforming to the specified constraints"],
      [{ fields: "secret" }, "Requested fields [secret] are not valid"],
      [{ expand: "password" }, "Requested fields [password] are not valid"],
    ]) {
      await refused(customers.listOrders(params, session), 400, { type: "invalid_data", message })
    }
  })
  await step("nobody sees another's orders", async () => {
    const other = cookieOf(await auth.authenticate({ email: `other-${unique}@contract.test`, password }))
    for (const params of [{}, { id: bought.order.id }, { q: "Ship" }, { payment_status: "awaiting" }]) {
      const { orders: found, count } = await customers.listOrders(params, other)
      assert.deepEqual([found, count], [[], 0])
    }
  })
  await step("auth.getSession shows orders as they are stored", async () => {
    const { customer } = await auth.getSession(session)
    const order = customer.orders.find((o) => o.id === bought.order.id)
    keysOf(order, DEFAULTS, ["updated_at", "billing_address_id", "shipping_address_id", "draft_order_id", "canceled_at", "metadata", "no_notification", "idempotency_key", "external_id", "sales_channel_id", "items"])
    assert.ok(!("variant" in order.items[0]) && !("subtotal" in order.items[0]) && order.items[0].unit_price === cents(whole.items[0].unit_price))
  })

  // -------------------------------------------------------------- look-up

  await step("orders.retrieve and retrieveByCartId, without anybody's leave", async () => {
    for (const { order } of [await orders.retrieve(bought.order.id), await orders.retrieveByCartId(bought.cart_id)]) {
      keysOf(order, DEFAULTS, RELATIONS, TOTALS)
      assert.deepEqual([order.id, order.total], [bought.order.id, cents(whole.total)])
    }
    await refused(orders.retrieve("order_nothing"), 404, { type: "not_found", message: "Order with id order_nothing was not found" })
    await refused(orders.retrieveByCartId("cart_nothing"), 404, { type: "not_found", message: "Order with cart id cart_nothing was not found" })
    const raw = (query) => v1.client.request("GET", `/store/orders/${bought.order.id}?${query}`)
    keysOf((await raw("expand=items,billing_address")).order, DEFAULTS, TOTALS, ["items", "billing_address"])
    keysOf((await raw("fields=email")).order, ["id", "created_at", "tax_rate", "email"], RELATIONS, TOTALS)
    await refused(raw("fields=metadata"), 400, { type: "invalid_data", message: "Requested fields [metadata] are not valid" })
    await refused(raw("expand=refunds"), 400, { type: "invalid_data", message: "Requested fields [refunds] are not valid" })
    await refused(raw("order=id"), 400, { type: "invalid_data", message: "property order should not exist" })
  })
  await step("orders.lookupOrder", async () => {
    const { display_id } = bought.order
    const { order } = await orders.lookupOrder({ display_id, email, shipping_address: { postal_code: "ignored" } })
    assert.equal(order.id, bought.order.id)
    await refused(orders.lookupOrder({ display_id, email: email.toUpperCase() }), 404, "Not Found")
    await refused(orders.lookupOrder({ display_id: 999999, email }), 404, "Not Found")
    await refused(orders.lookupOrder({ email }), 400, { message: "display_id must be a number conforming to the specified constraints" })
    await refused(orders.lookupOrder({ display_id: "x" }), 400, { message: /display_id must be a number.*email must be an email/ })
  })

  // -------------------------------------------------------------- claim

  const guests = [`g1-${unique}@contract.test`, `g2-${unique}@contract.test`]
  const placed = []
  let tokens
  await step("orders.requestCustomerOrders: a token for each e-mail address", async () => {
    for (const guest of [guests[0], guests[0], guests[1]]) placed.push((await buy(store(), shop, guest)).order.id)
    const order_ids = [...placed, "order_nothing", bought.order.id]
    const other = cookieOf(await auth.authenticate({ email: `other-${unique}@contract.test`, password }))
    const answer = await orders.requestCustomerOrders({ order_ids }, other)
    assert.equal(text(answer), "OK")
    const found = await events.some("order-update-token.created", (d) => placed.some((id) => d.orders.includes(id)), 2)
    tokens = Object.fromEntries(found.map((d) => [d.old_email, d]))
    assert.deepEqual(Object.keys(tokens).sort(), guests)
    assert.deepEqual([tokens[guests[0]].orders.sort(), tokens[guests[1]].orders], [placed.slice(0, 2).sort(), placed.slice(2)])
    for (const event of found) keysOf(event, ["old_email", "new_customer_id", "orders", "token"])
    assert.equal((await customers.listOrders({}, other)).count, 0, "nothing changes yet")
    assert.ok(!(await events.all()).some((e) => e.name === "order-update-token.created" && e.data.orders.includes(bought.order.id)))
  })
  await step("orders.requestCustomerOrders: refusals", async () => {
    await refused(orders.requestCustomerOrders({ order_ids: placed }), 401, "Unauthorized")
    assert.equal(text(await orders.requestCustomerOrders({ order_ids: [] }, session)), "OK")
    await refused(orders.requestCustomerOrders({ order_ids: "x" }, session), 400, { message: "order_ids must be an array" })
    await refused(orders.requestCustomerOrders({ order_ids: [""] }, session), 400, { message: "each value in order_ids should not be empty" })
  })
  await step("orders.confirmRequest", async () => {
    const other = cookieOf(await auth.authenticate({ email: `other-${unique}@contract.test`, password }))
    const { token } = tokens[guests[0]]
    await refused(orders.confirmRequest({ token: "nonsense" }), 400, { message: "token must be a jwt string" })
    await refused(orders.confirmRequest({ token: token.slice(0, -3) + "abc" }), 401, { type: "unauthorized" })
    const { access_token } = await auth.getToken({ email, password })
    await refused(orders.confirmRequest({ token: access_token }), 401, { type: "unauthorized" })
    await refused(customers.retrieve(bearer(token)), 401, "Unauthorized")
    assert.equal(text(await orders.confirmRequest({ token })), "OK")
    assert.equal(text(await orders.confirmRequest({ token })), "OK", "twice is harmless")
    const { orders: mine, count } = await customers.listOrders({}, other)
    assert.equal(count, 2)
    assert.ok(mine.every((o) => o.email === `other-${unique}@contract.test` && placed.includes(o.id)))
    assert.deepEqual(mine.map((o) => o.items[0].quantity), [2, 2])
    await events.some("order.updated", (d) => placed.slice(0, 2).includes(d.id), 2)
  })
}
