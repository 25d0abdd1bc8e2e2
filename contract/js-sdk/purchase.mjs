// The whole purchase with the official client, unmodified: a shopper buys, the merchant sees it.
import assert from "node:assert/strict"
import MedusaModule, { FetchError } from "@medusajs/js-sdk"
import { parseArgs } from "../lib/args.mjs"
import { cookieJar } from "./cookies.mjs"
import { findShop, makeShop } from "./setup.mjs"

const Medusa = MedusaModule.default ?? MedusaModule
const args = parseArgs(process.argv.slice(2), {
  url: "http://localhost:9000",
  "admin-email": "admin@test.dev",
  "admin-password": "supersecret",
})
const sdkFor = (publishableKey, auth = { type: "jwt", jwtTokenStorageMethod: "memory" }, globalHeaders = {}) =>
  new Medusa({ baseUrl: args.url, publishableKey, auth, globalHeaders })

let passed = 0
let failed = 0
async function step(name, fn) {
  try {
    await fn()
    passed++
    console.log(`PASS ${name}`)
  } catch (e) {
    failed++
    console.log(`FAIL ${name}\n    ${String(e.stack ?? e).split("\n").slice(0, 6).join("\n    ")}`)
  }
}
const near = (got, want, what) => assert.ok(typeof got === "number" && Math.abs(got - want) < 0.005, `${what}: ${got} instead of ${want}`)
const refused = (promise, status, message) =>
  assert.rejects(promise, (e) => e instanceof FetchError && e.status === status && (!message || message.test(e.message)))

// ---------------------------------------------------------------- the merchant, before

const admin = sdkFor()
const unique = `${Date.now().toString(36)}${process.pid}`
const promoCode = `SDK-${unique}`.toUpperCase()
let shop
let promotion

await step("merchant: a wrong password is refused", () =>
  refused(admin.auth.login("user", "emailpass", { email: args["admin-email"], password: "wrong" }), 401, /Invalid email or password/)
)
await step("merchant: login", async () => {
  const token = await admin.auth.login("user", "emailpass", { email: args["admin-email"], password: args["admin-password"] })
  assert.match(token, /^eyJ/)
  const { user } = await admin.admin.user.me()
  assert.equal(user.email, args["admin-email"])
})
await step("merchant: something to sell", async () => {
  shop = await findShop(admin, sdkFor)
  if (!shop) {
    await makeShop(admin)
    shop = await findShop(admin, sdkFor)
  }
  assert.ok(shop, "no key, region and product to buy")
})
if (!shop) finish()
await step("merchant: a promotion", async () => {
  ;({ promotion } = await admin.admin.promotion.create({
    code: promoCode,
    type: "standard",
    status: "active",
    is_automatic: false,
    application_method: { type: "percentage", target_type: "items", allocation: "across", value: 10 },
  }))
  assert.equal(promotion.code, promoCode)
})

// ---------------------------------------------------------------- the shopper

const { region, country, offers } = shop
const store = sdkFor(shop.key)
const email = `sdk-${unique}@contract.test`
const password = "sdk-password"
const variant = offers[0].variant
const other = (offers[1] ?? offers[0]).variant
const priceOf = (v) => v.calculated_price.calculated_amount
const person = { first_name: "Ada", last_name: "Lovelace" }
const address = { ...person, address_1: "1 Market Street", city: "Town", postal_code: "1010", country_code: country, phone: "+431" }
let customer
let cart
let order

await step("register", async () => {
  const token = await store.auth.register("customer", "emailpass", { email, password })
  assert.match(token, /^eyJ/)
})
await step("create the customer", async () => {
  ;({ customer } = await store.store.customer.create({ email, ...person }))
  assert.equal(customer.email, email)
  assert.match(customer.id, /^cus_/)
})
await step("register again is refused", () => refused(store.auth.register("customer", "emailpass", { email, password }), 401, /Identity with email already exists/))
await step("login", async () => {
  assert.match(await store.auth.login("customer", "emailpass", { email, password }), /^eyJ/)
  const me = (await store.store.customer.retrieve()).customer
  assert.equal(me.id, customer.id)
})
await step("refresh the token", async () => {
  await store.auth.refresh()
  assert.equal((await store.store.customer.retrieve()).customer.id, customer.id)
})
await step("my account: update, addresses", async () => {
  assert.equal((await store.store.customer.update({ phone: "+4399" })).customer.phone, "+4399")
  const created = await store.store.customer.createAddress({ ...address, address_name: "Home", is_default_shipping: true })
  assert.equal(created.customer.addresses.length, 1)
  const id = created.customer.addresses[0].id
  await store.store.customer.updateAddress(id, { city: "City" })
  assert.equal((await store.store.customer.retrieveAddress(id)).address.city, "City")
  const list = await store.store.customer.listAddress()
  assert.equal(list.count, 1)
  assert.equal(list.addresses[0].is_default_shipping, true)
  const second = await store.store.customer.createAddress(address)
  assert.equal(second.customer.addresses.length, 2)
  const gone = await store.store.customer.deleteAddress(second.customer.addresses.find((a) => a.id !== id).id)
  assert.equal(gone.deleted, true)
})
await step("browse regions", async () => {
  const { regions } = await store.store.region.list()
  const mine = regions.find((r) => r.id === region.id)
  assert.equal(mine.currency_code, region.currency_code)
  assert.ok(mine.countries.some((c) => c.iso_2 === country))
  assert.equal((await store.store.region.retrieve(region.id)).region.id, region.id)
})
await step("browse categories and collections", async () => {
  const categories = await store.store.category.list({ limit: 5 })
  assert.ok(Array.isArray(categories.product_categories) && typeof categories.count === "number")
  for (const c of categories.product_categories.slice(0, 1)) {
    assert.equal((await store.store.category.retrieve(c.id)).product_category.handle, c.handle)
  }
  const collections = await store.store.collection.list({ limit: 5 })
  assert.ok(Array.isArray(collections.collections))
  for (const c of collections.collections.slice(0, 1)) {
    assert.equal((await store.store.collection.retrieve(c.id)).collection.handle, c.handle)
  }
})
await step("browse products with prices", async () => {
  const { products, count } = await store.store.product.list({
    region_id: region.id,
    limit: 12,
    fields: "*variants.calculated_price,+variants.inventory_quantity,*variants.images,+metadata,+tags,",
  })
  assert.ok(products.length > 0 && count >= products.length)
  for (const p of products) {
    assert.match(p.id, /^prod_/)
    assert.ok(p.title && p.handle && Array.isArray(p.variants) && Array.isArray(p.images))
  }
  const handle = offers[0].product.handle
  const byHandle = await store.store.product.list({ handle, region_id: region.id, fields: "*variants.calculated_price" })
  assert.equal(byHandle.count, 1)
  const found = byHandle.products[0].variants.find((v) => v.id === variant.id)
  assert.equal(found.calculated_price.calculated_amount, priceOf(variant))
  assert.equal(found.calculated_price.currency_code, region.currency_code)
  const one = await store.store.product.retrieve(offers[0].product.id, { region_id: region.id, fields: "*variants.calculated_price" })
  assert.equal(one.product.handle, handle)
})
await step("an unknown product is not found", () => refused(store.store.product.retrieve("prod_nothing"), 404, /was not found/))
await step("create a cart", async () => {
  ;({ cart } = await store.store.cart.create({ region_id: region.id }))
  assert.match(cart.id, /^cart_/)
  assert.equal(cart.currency_code, region.currency_code)
  assert.equal(cart.email, email)
  assert.equal(cart.total, 0)
})
await step("add, update and remove items", async () => {
  ;({ cart } = await store.store.cart.createLineItem(cart.id, { variant_id: variant.id, quantity: 1 }))
  assert.equal(cart.items.length, 1)
  const line = cart.items[0]
  assert.equal(line.variant_id, variant.id)
  assert.equal(line.unit_price, priceOf(variant))
  ;({ cart } = await store.store.cart.updateLineItem(cart.id, line.id, { quantity: 2 }))
  assert.equal(cart.items[0].quantity, 2)
  ;({ cart } = await store.store.cart.createLineItem(cart.id, { variant_id: other.id, quantity: 1, metadata: { gift: true } }))
  assert.equal(cart.items.length, 2)
  const gone = await store.store.cart.deleteLineItem(cart.id, cart.items.find((i) => i.id !== line.id).id)
  assert.equal(gone.deleted, true)
  assert.equal(gone.parent.items.length, 1)
  ;({ cart } = await store.store.cart.retrieve(cart.id))
  assert.equal(cart.items.length, 1)
})
await step("a quantity below zero is refused", () => refused(store.store.cart.createLineItem(cart.id, { variant_id: variant.id, quantity: -1 }), 400, /too small/))
await step("completing too early is refused", () => refused(store.store.cart.complete(cart.id), 400))
await step("a promotion", async () => {
  ;({ cart } = await store.store.cart.update(cart.id, { promo_codes: [promoCode] }))
  assert.equal(cart.promotions[0].code, promoCode)
  assert.ok(cart.discount_total > 0)
  await refused(store.store.cart.update(cart.id, { promo_codes: ["NO-SUCH-CODE"] }), 400, /is invalid/)
})
await step("address", async () => {
  ;({ cart } = await store.store.cart.update(cart.id, { email, shipping_address: address, billing_address: address }))
  assert.equal(cart.shipping_address.city, "Town")
  assert.equal(cart.billing_address.country_code, country)
})
await step("shipping option and method", async () => {
  const { shipping_options } = await store.store.fulfillment.listCartOptions({ cart_id: cart.id })
  const option = shipping_options.find((o) => o.price_type === "flat" && o.amount !== null)
  assert.ok(option)
  ;({ cart } = await store.store.cart.addShippingMethod(cart.id, { option_id: option.id, data: {} }))
  assert.equal(cart.shipping_methods.length, 1)
  assert.equal(cart.shipping_methods[0].shipping_option_id, option.id)
})
await step("the totals add up", async () => {
  ;({ cart } = await store.store.cart.retrieve(cart.id))
  near(cart.total, cart.item_total + cart.shipping_total, "total")
  near(cart.original_total - cart.discount_total, cart.total, "total after discount")
  near(cart.tax_total, cart.item_tax_total + cart.shipping_tax_total, "tax_total")
})
await step("payment session", async () => {
  const { payment_providers } = await store.store.payment.listPaymentProviders({ region_id: region.id })
  assert.ok(payment_providers.some((p) => p.id === "pp_system_default"))
  const { payment_collection } = await store.store.payment.initiatePaymentSession(cart, { provider_id: "pp_system_default" })
  near(payment_collection.amount, cart.total, "amount")
  assert.equal(payment_collection.payment_sessions[0].provider_id, "pp_system_default")
  assert.equal(payment_collection.payment_sessions[0].status, "pending")
})
await step("complete", async () => {
  const done = await store.store.cart.complete(cart.id)
  assert.equal(done.type, "order")
  order = done.order
  assert.match(order.id, /^order_/)
  assert.equal(order.email, email)
  near(order.total, cart.total, "total")
  assert.equal(order.items.length, 1)
  assert.equal(order.items[0].quantity, 2)
})
await step("complete again gives the same order", async () => {
  const again = await store.store.cart.complete(cart.id)
  assert.equal(again.order.id, order.id)
})
await step("a completed cart takes nothing more", () => refused(store.store.cart.createLineItem(cart.id, { variant_id: variant.id, quantity: 1 }), 400, /already completed/))
await step("my orders", async () => {
  const { orders, count } = await store.store.order.list({ fields: "*items,+items.metadata,*items.variant,*items.product", order: "-created_at" })
  assert.equal(count, 1)
  assert.equal(orders[0].id, order.id)
  assert.equal(orders[0].items[0].variant.id, variant.id)
  const one = (await store.store.order.retrieve(order.id, { fields: "*payment_collections.payments,*items,*shipping_methods" })).order
  assert.equal(one.display_id, order.display_id)
  assert.equal(one.shipping_methods.length, 1)
  near(one.payment_collections[0].amount, order.total, "paid amount")
})
await step("after logout there are no orders", async () => {
  await store.auth.logout()
  await refused(store.store.order.list(), 401)
})

// ---------------------------------------------------------------- with a session cookie

const jar = cookieJar(args.url)
await step("session: login, my account, logout", async () => {
  // In production the cookie is for https only, which a proxy vouches for.
  const session = sdkFor(shop.key, { type: "session" }, { "x-forwarded-proto": "https" })
  await jar.within(async () => {
    await session.auth.login("customer", "emailpass", { email, password })
    assert.ok(jar.has("connect.sid"), "no session cookie")
    assert.equal((await session.store.customer.retrieve()).customer.id, customer.id)
    assert.equal((await session.store.order.list()).orders[0].id, order.id)
    await session.auth.logout()
    await refused(session.store.customer.retrieve(), 401)
  })
})
await step("session: the merchant", async () => {
  const session = sdkFor(undefined, { type: "session" }, { "x-forwarded-proto": "https" })
  await jar.within(async () => {
    await session.auth.login("user", "emailpass", { email: args["admin-email"], password: args["admin-password"] })
    assert.equal((await session.admin.user.me()).user.email, args["admin-email"])
    await session.auth.logout()
    await refused(session.admin.user.me(), 401)
  })
})

// ---------------------------------------------------------------- the merchant, after

await step("merchant: the order", async () => {
  const { orders } = await admin.admin.order.list({ order: "-created_at", limit: 5 })
  assert.ok(orders.some((o) => o.id === order.id))
  const one = (await admin.admin.order.retrieve(order.id, { fields: "*customer,*payment_collections,payment_status,fulfillment_status,*items,total" })).order
  assert.equal(one.customer.id, customer.id)
  assert.equal(one.payment_status, "authorized")
  assert.equal(one.fulfillment_status, "not_fulfilled")
  near(one.total, order.total, "total")
})
await step("merchant: the customer", async () => {
  const found = (await admin.admin.customer.retrieve(customer.id)).customer
  assert.equal(found.email, email)
  assert.equal(found.has_account, true)
  const { customers, count } = await admin.admin.customer.list({ q: email, fields: "*groups" })
  assert.equal(count, 1)
  assert.deepEqual(customers[0].groups, [])
  const { orders } = await admin.admin.order.list({ customer_id: customer.id })
  assert.equal(orders.length, 1)
})
await step("merchant: stock is reserved", async () => {
  const { order: full } = await admin.admin.order.retrieve(order.id, { fields: "id,*items,*items.variant" })
  const { reservations } = await admin.admin.reservation.list({ line_item_id: [full.items[0].id] })
  const wanted = variant.manage_inventory ? 2 : 0
  assert.equal(reservations.reduce((n, r) => n + r.quantity, 0), wanted)
})
await step("merchant: the promotion goes", async () => {
  assert.equal((await admin.admin.promotion.delete(promotion.id)).deleted, true)
})
finish()

function finish() {
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed ? 1 : 0)
}
