// Random carts of the shop of awkward amounts: made from a seed, driven over the store API, and told as amounts.
import { request } from "../lib/client.mjs"
import { Random } from "./random.mjs"
import { codesFor, OPTIONS, REGIONS, VARIANTS } from "./shop.mjs"

export const SEED = 20_21
export const COUNT = 500

// What carts hold, and what becomes of them: every third is bought, then money is taken and given back in parts.
export function specimens(seed = SEED, count = COUNT) {
  const random = new Random(seed)
  return Array.from({ length: count }, (_, index) => {
    const region = random.one(Object.keys(REGIONS))
    const { currency, places } = REGIONS[region]
    const items = random.some(VARIANTS, random.whole(1, 5)).map((variant) => ({ variant, quantity: random.chance(0.3) ? random.whole(4, 60) : random.whole(1, 3) }))
    const codes = random.some(codesFor(currency), random.one([0, 0, 1, 1, 1, 2, 2, 3]))
    const option = random.chance(0.85) ? random.one(OPTIONS) : null
    const place = random.chance(0.95) ? random.one(places) : null
    const bought = index % 3 === 0 && option !== null && place !== null
    const shares = bought ? { capture: random.one([1, 1, 0.5, 0.137]), refunds: random.one([[], [0.25], [0.1, 0.333], [1]]) } : null
    return { index, region, items, codes, option, place, shares }
  })
}

const TOTALS = /(^|_)(total|subtotal|amount|price|quantity|rate)$/
// The amounts of a record, by name; `raw_` twins and what is null left out.
function amounts(record) {
  const kept = Object.entries(record).filter(([key, value]) => TOTALS.test(key) && !key.startsWith("raw_") && typeof value === "number")
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)))
}
const sorted = (records) => records.map((r) => [JSON.stringify(r), r]).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, r]) => r)
const line = (record) => ({
  ...(record.variant_sku ? { sku: record.variant_sku } : {}),
  ...amounts(record),
  taxes: sorted((record.tax_lines ?? []).map((t) => ({ code: t.code, rate: t.rate }))),
  discounts: sorted((record.adjustments ?? []).map((a) => ({ code: a.code, amount: a.amount }))),
})
function told(record) {
  const items = [...record.items].sort((a, b) => (a.variant_sku < b.variant_sku ? -1 : 1))
  return { ...amounts(record), items: items.map(line), shipping: record.shipping_methods.map(line) }
}

// `fields` asks for more of carts and orders than is shown unasked.
export async function play(server, specimen, fields = "") {
  const send = async (method, path, body, headers) => {
    const answer = await request(server.url, { method, path, body, headers })
    if (answer.status === 200) return answer.body
    throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 300)}`)
  }
  const { records } = server
  const shopper = (method, path, body) => send(method, path, body, { "x-publishable-api-key": records.key })
  const { index, region, items, codes, option, place, shares } = specimen
  const shipping_address = place ? { first_name: "Ann", last_name: "Money", address_1: "1 Mint Road", city: "Town", postal_code: "00100", ...place } : undefined
  const { cart } = await shopper("POST", "/store/carts", {
    region_id: records[`region_${region}`],
    // An address of its own: the original breaks where two carts at once bring a guest.
    email: `money-${index}@contract.test`,
    items: items.map(({ variant, quantity }) => ({ variant_id: records[variant], quantity })),
    ...(codes.length ? { promo_codes: codes } : {}),
    ...(shipping_address ? { shipping_address } : {}),
  })
  if (option) await shopper("POST", `/store/carts/${cart.id}/shipping-methods`, { option_id: records[`option_${option}`] })
  const more = fields && `?fields=${encodeURIComponent(fields)}`
  const out = { cart: told((await shopper("GET", `/store/carts/${cart.id}${more}`)).cart) }
  if (!shares) return out
  return { ...out, ...(await buy(server, { shopper, send, more }, cart.id, shares, REGIONS[region].decimals)) }
}

async function buy(server, { shopper, send, more }, cart, { capture, refunds }, decimals) {
  const admin = (method, path, body) => send(method, path, body, { authorization: `Bearer ${server.token}` })
  const { payment_collection } = await shopper("POST", "/store/payment-collections", { cart_id: cart })
  await shopper("POST", `/store/payment-collections/${payment_collection.id}/payment-sessions`, { provider_id: "pp_system_default" })
  const placed = (await shopper("POST", `/store/carts/${cart}/complete`)).order
  const order = placed.id
  const seen = told(more ? (await shopper("GET", `/store/orders/${order}${more}`)).order : placed)
  const payments = async () =>
    (await admin("GET", `/admin/orders/${order}?fields=id,total,*summary,*payment_collections,payment_collections.payments.id,payment_collections.payments.amount`)).order
  const payment = (await payments()).payment_collections[0].payments[0]
  const part = (share) => Math.max(Number((payment.amount * share).toFixed(decimals)), 10 ** -decimals)
  const taken = capture === 1 ? payment.amount : part(capture)
  await admin("POST", `/admin/payments/${payment.id}/capture`, capture === 1 ? {} : { amount: taken })
  const after = async () => {
    const { summary, payment_collections, payment_status, total } = await payments()
    return { total, payment_status, ...amounts(summary ?? {}), pending: summary.pending_difference, collection: amounts(payment_collections[0]) }
  }
  const steps = [await after()]
  let given = 0
  for (const share of refunds) {
    const amount = share === 1 ? taken : Number((taken * share).toFixed(decimals))
    if (amount <= 0 || given + amount > taken) continue
    given += amount
    await admin("POST", `/admin/payments/${payment.id}/refund`, { amount })
    steps.push(await after())
  }
  return { order: seen, money: steps }
}

// Plays all carts, a few at once; answers in their order.
export async function playAll(server, all, { fields, atOnce = 4 } = {}) {
  const answers = new Array(all.length)
  let next = 0
  const work = async () => {
    for (let at = next++; at < all.length; at = next++) {
      answers[at] = await play(server, all[at], fields).catch((e) => ({ failed: e.cause?.message ?? e.message }))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return answers
}
