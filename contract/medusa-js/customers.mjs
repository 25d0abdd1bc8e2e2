// Customers with the client of Medusa 1, unmodified: every method of customers, addresses, paymentMethods and auth, the look-up
// and claim of orders, and every refusal that their reference names.
import assert from "node:assert/strict"
import MedusaModule from "@medusajs/medusa-js"
import { parseArgs } from "../lib/args.mjs"
import { bearer, cookieOf, eventsOf, finish, refused, step, text } from "./harness.mjs"
import { buy, merchant } from "./shopper.mjs"
import { orderSteps } from "./orders.mjs"

const Medusa = MedusaModule.default ?? MedusaModule
const args = parseArgs(process.argv.slice(2), {
  url: "http://localhost:9000",
  events: "",
  "admin-email": "admin@test.dev",
  "admin-password": "supersecret",
})
const v1 = new Medusa({ baseUrl: `${args.url}/v1/` })
const { customers, auth } = v1
const events = eventsOf(args.events)
const unique = `${Date.now().toString(36)}${process.pid}`
const email = `v1-${unique}@contract.test`
const password = "first-password"
const invalid = (message) => ({ type: "invalid_data", message })
const has = (object, ...names) => names.forEach((n) => assert.ok(n in object, `${n} is missing`))
const CUSTOMER = ["id", "email", "first_name", "last_name", "billing_address_id", "phone", "has_account", "created_at", "updated_at", "deleted_at", "metadata"]
const keysOf = (object, ...more) => assert.deepEqual(Object.keys(object).sort(), [...CUSTOMER, ...more].sort())

let shop, admin, store, me, session, token
await step("a shop to buy from", async () => {
  ;({ shop, admin, store } = await merchant(args.url, args["admin-email"], args["admin-password"]))
  assert.ok(shop)
})

// ---------------------------------------------------------------- registration

await step("customers.create", async () => {
  const answer = await customers.create({ email: email.toUpperCase(), password, first_name: "Ada", last_name: "Lovelace", phone: "+431" })
  assert.equal(answer.response.status, 200)
  me = answer.customer
  keysOf(me, "shipping_addresses", "billing_address")
  assert.equal(me.email, email)
  assert.deepEqual([me.has_account, me.metadata, me.shipping_addresses, me.billing_address, me.billing_address_id], [true, null, [], null, null])
  assert.match(me.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  session = cookieOf(answer)
  assert.match(answer.response.headers["set-cookie"][0], /; Path=\/; Expires=.*; HttpOnly/)
})
await step("customer.created carries the record and no hash", async () => {
  const event = await events.one("customer.created", (d) => d.id === me.id)
  keysOf(event)
  assert.equal(event.email, email)
})
await step("customers.create again, in any case of letters", () =>
  refused(customers.create({ email: email.toUpperCase(), password, first_name: "A", last_name: "B" }), 422, {
    type: "duplicate_error",
    code: "invalid_request_error",
    message: "A customer with the given email already has an account. Log in instead",
  })
)
await step("customers.create: everything wrong is told at once", () =>
  refused(customers.create({ email: "nope", first_name: 1, metadata: {}, has_account: true }), 400, invalid(
    "email must be an email, password must be a string, first_name must be a string, property metadata should not exist, property has_account should not exist"
  ))
)
await step("customers.create without a password makes nobody", () =>
  refused(customers.create({ email: `empty-${unique}@contract.test`, password: "", first_name: "A", last_name: "B" }), 400, invalid(/password should not be empty/))
)

// ---------------------------------------------------------------- sessions and tokens

await step("nobody is told so in plain text", async () => {
  await refused(customers.retrieve(), 401, "Unauthorized")
  await refused(auth.getSession(), 401, "Unauthorized")
  await refused(customers.listOrders(), 401, "Unauthorized")
  await refused(v1.client.request("GET", "/store/customers/nothing"), 401, "Unauthorized")
  const error = await customers.retrieve().catch((e) => e)
  assert.match(error.response.headers["content-type"], /^text\/plain/)
})
await step("customers.retrieve by session", async () => {
  const answer = await customers.retrieve(session)
  assert.equal(answer.customer.id, me.id)
  assert.deepEqual(cookieOf(answer), session, "the cookie is sent again")
})
await step("auth.authenticate", async () => {
  const answer = await auth.authenticate({ email: email.toUpperCase(), password })
  keysOf(answer.customer, "orders", "shipping_addresses")
  assert.deepEqual(answer.customer.orders, [])
  const next = cookieOf(answer)
  assert.equal((await auth.getSession(next)).customer.id, me.id)
  const again = cookieOf(await auth.authenticate({ email, password }, next))
  assert.notDeepEqual(again, next, "a login has a session id of its own")
  await refused(customers.retrieve(next), 401, "Unauthorized")
})
await step("auth.authenticate: the three refusals are one", async () => {
  const guest = `guest-${unique}@contract.test`
  await admin.admin.customer.create({ email: guest })
  for (const body of [{ email, password: "wrong" }, { email: `x${email}`, password }, { email: guest, password }]) {
    await refused(auth.authenticate(body), 401, "Unauthorized")
    await refused(auth.getToken(body), 401, "Unauthorized")
  }
  await refused(auth.authenticate({ email: "x", extra: 1 }), 400, invalid("email must be an email, password should not be empty, property extra should not exist"))
})
await step("auth.getToken", async () => {
  const answer = await auth.getToken({ email, password })
  assert.equal(cookieOf(answer), null)
  token = answer.access_token
  const claims = JSON.parse(Buffer.from(token.split(".")[1], "base64url"))
  assert.deepEqual([claims.customer_id, claims.domain, claims.exp - claims.iat], [me.id, "store", 30 * 24 * 3600])
  assert.equal((await customers.retrieve(bearer(token))).customer.id, me.id)
  await refused(customers.retrieve(bearer(token.slice(0, -3) + "abc")), 401, "Unauthorized")
})
await step("auth.exists", async () => {
  assert.equal((await auth.exists(email)).exists, true)
  assert.equal((await auth.exists(email.toUpperCase())).exists, true)
  for (const other of [`x${email}`, `guest-${unique}@contract.test`, "nonsense"]) assert.equal((await auth.exists(other)).exists, false)
})
await step("auth.deleteSession", async () => {
  const mine = cookieOf(await auth.authenticate({ email, password }))
  const answer = await auth.deleteSession(mine)
  assert.equal(text(answer), "OK")
  await refused(customers.retrieve(mine), 401, "Unauthorized")
  assert.equal(text(await auth.deleteSession()), "OK")
  assert.equal((await customers.retrieve(bearer(token))).customer.id, me.id)
})
await step("a session wins over a token", async () => {
  const other = await customers.create({ email: `other-${unique}@contract.test`, password, first_name: "O", last_name: "T" })
  const both = { ...cookieOf(other), ...bearer(token) }
  assert.equal((await customers.retrieve(both)).customer.id, other.customer.id)
})

// ---------------------------------------------------------------- one account, both versions

await step("who registered here logs in there", async () => {
  const sdk = store()
  await sdk.auth.login("customer", "emailpass", { email, password })
  assert.equal((await sdk.store.customer.retrieve()).customer.id, me.id)
})
await step("who registered there logs in here", async () => {
  const sdk = store()
  const theirs = `v2-${unique}@contract.test`
  await sdk.auth.register("customer", "emailpass", { email: theirs, password })
  const { customer } = await sdk.store.customer.create({ email: theirs })
  assert.equal((await auth.authenticate({ email: theirs, password })).customer.id, customer.id)
})

// ---------------------------------------------------------------- my account

await step("customers.update", async () => {
  const { customer } = await customers.update({ first_name: "Grace", phone: null, metadata: { a: 1, b: { c: 1 }, d: "x" } }, session)
  assert.deepEqual([customer.first_name, customer.last_name, customer.phone], ["Grace", "Lovelace", null])
  const merged = (await customers.update({ metadata: { a: 2, b: { e: 1 }, d: "" } }, session)).customer.metadata
  assert.deepEqual(merged, { a: 2, b: { e: 1 } })
  assert.deepEqual((await customers.update({ metadata: null }, session)).customer.metadata, merged)
  const event = await events.one("customer.updated", (d) => d.id === me.id && d.metadata?.d === "x")
  keysOf(event)
})
await step("customers.update refuses what it does not know", async () => {
  await refused(customers.update({ billing_address_id: "x", groups: [] }, session), 400, invalid("property billing_address_id should not exist, property groups should not exist"))
  await refused(customers.update({ email: "nope", metadata: "x" }, session), 400, invalid("email must be an email, metadata must be an object"))
  await refused(customers.update({ first_name: "X" }), 401, "Unauthorized")
})
await step("customers.update: the password, on both versions", async () => {
  await customers.update({ password: "second-password" }, session)
  await refused(auth.authenticate({ email, password }), 401, "Unauthorized")
  await auth.authenticate({ email, password: "second-password" })
  await store().auth.login("customer", "emailpass", { email, password: "second-password" })
  assert.equal((await customers.retrieve(session)).customer.id, me.id, "the session stays")
  await customers.update({ password: "" }, session)
  await auth.authenticate({ email, password: "second-password" })
  await customers.update({ password }, session)
})
await step("customers.update: the e-mail address, on both versions", async () => {
  const next = `Next-${unique}@Contract.test`
  assert.equal((await customers.update({ email: next }, session)).customer.email, next.toLowerCase())
  await auth.authenticate({ email: next, password })
  await store().auth.login("customer", "emailpass", { email: next.toLowerCase(), password })
  await refused(auth.authenticate({ email, password }), 401, "Unauthorized")
  await customers.update({ email }, session)
  const taken = `other-${unique}@contract.test`
  await refused(customers.update({ email: taken }, session), 422, {
    type: "duplicate_error",
    code: "invalid_request_error",
    message: `Customer with email, has_account ${taken}, t already exists.`,
  })
  await admin.admin.customer.create({ email: `free-${unique}@contract.test` })
  await customers.update({ email: `free-${unique}@contract.test` }, session)
  await customers.update({ email }, session)
})

// ---------------------------------------------------------------- addresses

const home = { first_name: "Ada", last_name: "Lovelace", address_1: "1 Home", city: "Town", country_code: "DE", postal_code: "1010" }
let first
await step("addresses.addAddress", async () => {
  const { customer } = await customers.addresses.addAddress({ address: { ...home, metadata: { floor: 2 } } }, session)
  keysOf(customer, "shipping_addresses", "billing_address")
  first = customer.shipping_addresses[0]
  assert.deepEqual([first.country_code, first.customer_id, first.address_2, first.metadata], ["de", me.id, null, { floor: 2 }])
  assert.deepEqual(
    Object.keys(first).sort(),
    ["id", "created_at", "updated_at", "deleted_at", "customer_id", "company", "first_name", "last_name", "address_1", "address_2", "city", "country_code", "province", "postal_code", "phone", "metadata"].sort()
  )
})
await step("addresses.addAddress: the same again is not added", async () => {
  const nulls = { address_2: null, phone: null, province: null, company: "Other" }
  const { customer } = await customers.addresses.addAddress({ address: { ...home, ...nulls } }, session)
  assert.equal(customer.shipping_addresses.length, 1)
})
await step("addresses.addAddress: refusals", async () => {
  await refused(customers.addresses.addAddress(home, session), 400, invalid(/address must be an object.*property first_name should not exist/))
  await refused(customers.addresses.addAddress({ address: { ...home, city: undefined, address_1: 5 } }, session), 400, invalid("address_1 must be a string, city must be a string"))
  await refused(customers.addresses.addAddress({ address: { ...home, country_code: "zz" } }, session), 404, { type: "not_found", message: "Country with country_code zz does not exist." })
  await refused(customers.addresses.addAddress({ address: home }), 401, "Unauthorized")
})
await step("addresses.updateAddress", async () => {
  const { customer } = await customers.addresses.updateAddress(first.id, { city: "City", country_code: "FR", metadata: { door: 1 } }, session)
  const [address] = customer.shipping_addresses
  assert.deepEqual([address.city, address.country_code, address.address_1, address.metadata], ["City", "fr", "1 Home", { door: 1 }])
  const stranger = cookieOf(await auth.authenticate({ email: `other-${unique}@contract.test`, password }))
  for (const [id, who] of [["addr_nothing", session], [first.id, stranger]]) {
    await refused(customers.addresses.updateAddress(id, { city: "X" }, who), 400, { ...invalid("Could not find address for customer") })
  }
  await refused(customers.addresses.updateAddress(first.id, { address: {} }, session), 400, invalid("property address should not exist"))
})
await step("billing_address: chosen from the book", async () => {
  const { customer } = await customers.update({ billing_address: first.id }, session)
  assert.deepEqual([customer.billing_address_id, customer.billing_address.id, customer.shipping_addresses.length], [first.id, first.id, 1])
  await refused(customers.update({ billing_address: "addr_nothing" }, session), 404, { type: "not_found", message: "Address with id addr_nothing was not found" })
  const stranger = cookieOf(await auth.authenticate({ email: `other-${unique}@contract.test`, password }))
  await refused(customers.update({ billing_address: first.id }, stranger), 404, { type: "not_found" })
})
await step("billing_address: changed in place, then none, then one for bills only", async () => {
  let { customer } = await customers.update({ billing_address: { city: "Bill" } }, session)
  assert.deepEqual([customer.billing_address.city, customer.billing_address.address_1, customer.shipping_addresses[0].city], ["Bill", "1 Home", "Bill"])
  ;({ customer } = await customers.update({ billing_address: null }, session))
  assert.deepEqual([customer.billing_address_id, customer.billing_address, customer.shipping_addresses.length], [null, null, 1])
  ;({ customer } = await customers.update({ billing_address: { address_1: "Bills", country_code: "FR" } }, session))
  assert.deepEqual([customer.billing_address.customer_id, customer.billing_address.country_code, customer.shipping_addresses.length], [null, "fr", 1])
  assert.equal(customer.billing_address_id, customer.billing_address.id)
})
await step("billing_address: what is neither is refused in parts", async () => {
  for (const billing_address of [5, { id: "x" }]) {
    const error = await customers.update({ billing_address }, session).catch((e) => e)
    assert.equal(error.response.status, 400)
    has(JSON.parse(error.response.data.message), "message", "details")
  }
})
await step("addresses.deleteAddress", async () => {
  const stranger = cookieOf(await auth.authenticate({ email: `other-${unique}@contract.test`, password }))
  assert.equal((await customers.addresses.deleteAddress(first.id, stranger)).response.status, 200)
  assert.equal((await customers.addresses.deleteAddress("addr_nothing", session)).customer.shipping_addresses.length, 1)
  await customers.update({ billing_address: first.id }, session)
  const { customer } = await customers.addresses.deleteAddress(first.id, session)
  assert.deepEqual([customer.shipping_addresses, customer.billing_address, customer.billing_address_id], [[], null, null])
  await refused(customers.addresses.deleteAddress(first.id), 401, "Unauthorized")
})

// ---------------------------------------------------------------- saved ways to pay

await step("paymentMethods.list", async () => {
  assert.deepEqual((await customers.paymentMethods.list(session)).payment_methods, [])
  await refused(customers.paymentMethods.list(), 401, "Unauthorized")
})

// ---------------------------------------------------------------- forgotten passwords

await step("customers.generatePasswordToken", async () => {
  const answer = await customers.generatePasswordToken({ email: email.toUpperCase() })
  assert.deepEqual([answer.response.status, Object.keys(answer)], [204, ["response"]])
  const event = await events.one("customer.password_reset", (d) => d.id === me.id)
  assert.deepEqual(Object.keys(event).sort(), ["email", "first_name", "id", "last_name", "token"])
  assert.equal((await customers.generatePasswordToken({ email: `x${email}` })).response.status, 204)
  await refused(customers.generatePasswordToken({ email: "x" }), 400, invalid("email must be an email"))
})
await step("customers.resetPassword", async () => {
  const { token } = await events.one("customer.password_reset", (d) => d.id === me.id)
  const bad = { type: "unauthorized", message: "Invalid or expired password reset token" }
  const forged = token.slice(0, -3) + "abc"
  for (const body of [{ token: "x" }, { token: forged }, { email: `x${email}`, token }, { email: `other-${unique}@contract.test`, token }]) {
    await refused(customers.resetPassword({ email, password: "third-password", ...body }), 401, bad)
  }
  await refused(customers.resetPassword({ email, token }), 400, invalid("password must be a string"))
  const answer = await customers.resetPassword({ email, token, password: "third-password" })
  keysOf(answer.customer)
  assert.equal(cookieOf(answer), null)
  await refused(customers.resetPassword({ email, token, password: "fourth" }), 401, bad)
  await auth.authenticate({ email, password: "third-password" })
  await refused(auth.authenticate({ email, password }), 401, "Unauthorized")
})
await step("a new password voids the tokens before it", async () => {
  const before = (await events.all()).filter((e) => e.name === "customer.password_reset").length
  await customers.generatePasswordToken({ email })
  const { token } = (await events.some("customer.password_reset", () => true, before + 1)).at(-1)
  await customers.update({ password }, session)
  await refused(customers.resetPassword({ email, token, password: "x" }), 401, { type: "unauthorized" })
})

if (shop) await orderSteps({ v1, me, email, password, session, shop, admin, store, events, buy, unique })
finish()
