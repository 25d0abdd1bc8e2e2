// Plays random carts against a server that rounds to the currency (STHENO_ROUNDING=currency), and holds its answers against what must be
// true of money: every amount can be paid, every sum is the sum of its parts, nothing is owed or given back twice.
//   node simulate.mjs --seed 7 --count 200: the same carts each time; a failure names its cart.
import { adminToken } from "../lib/client.mjs"
import { parseArgs } from "../lib/args.mjs"
import { playAll, specimens } from "./carts.mjs"
import { REGIONS, setUp } from "./shop.mjs"

const args = parseArgs(process.argv.slice(2), { url: "http://localhost:9000", email: "admin@test.dev", password: "supersecret", seed: 7, count: 150 })
const token = await adminToken(args.url, args.email, args.password)
const all = specimens(args.seed, args.count)
const answers = await playAll({ url: args.url, token, records: await setUp(args.url, token) }, all, { fields: "*items,*shipping_methods,+item_discount_total,+shipping_discount_total,+discount_total" })

let failed = 0
for (const [i, answer] of answers.entries()) {
  const wrong = answer.failed ? [answer.failed] : flawsOf(answer, REGIONS[all[i].region])
  if (wrong.length === 0) continue
  failed++
  console.log(`FAIL cart ${i} of seed ${args.seed}: ${JSON.stringify(all[i])}`)
  for (const flaw of wrong.slice(0, 8)) console.log(`    ${flaw}`)
}
console.log(`${all.length - failed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)

function flawsOf({ cart, order, money }, region) {
  const flaws = []
  // Amounts in the currency's smallest unit; one that is not whole is a flaw.
  const minor = (amount, what) => {
    const scaled = amount * 10 ** region.decimals
    if (!Number.isFinite(scaled) || Math.abs(scaled - Math.round(scaled)) > 1e-4) flaws.push(`${what}: ${amount} cannot be paid`)
    return Math.round(scaled)
  }
  const equal = (what, a, b) => a === b || flaws.push(`${what}: ${a} and not ${b}`)
  if (cart) whole("cart", cart)
  if (order) {
    whole("order", order)
    equal("an order costs what its cart said", minor(order.total, "order.total"), minor(cart.total, "cart.total"))
    paid(order, money)
  }
  return flaws

  function line(what, of, isItem) {
    const at = (field) => minor(of[field] ?? NaN, `${what}.${field}`)
    equal(`${what}: net and tax`, at("total"), at("subtotal") - at("discount_subtotal") + at("tax_total"))
    equal(`${what}: before discounts`, at("original_total"), at("original_subtotal") + at("original_tax_total"))
    equal(`${what}: what the discount takes`, at("original_total") - at("discount_total"), at("total"))
    const price = isItem ? of.unit_price * of.quantity : of.amount
    const shelf = region.inclusive ? at("original_total") : at("original_subtotal")
    equal(`${what}: the price on the shelf`, shelf, minor(price, `${what}: price`))
  }

  function whole(what, of) {
    const at = (field) => minor(of[field] ?? NaN, `${what}.${field}`)
    of.items.forEach((item, i) => line(`${what}.items[${i}]`, item, true))
    of.shipping.forEach((method, i) => line(`${what}.shipping[${i}]`, method, false))
    for (const [kind, parts] of [["item", of.items], ["shipping", of.shipping]]) {
      for (const field of ["total", "subtotal", "tax_total"]) {
        const sum = parts.reduce((sum, part) => sum + minor(part[field] ?? NaN, `${what}: ${field} of a part`), 0)
        equal(`${what}.${kind}_${field}`, at(`${kind}_${field}`), sum)
      }
    }
    for (const field of ["total", "tax_total"]) equal(`${what}.${field}`, at(field), at(`item_${field}`) + at(`shipping_${field}`))
    equal(`${what}.discount_total`, at("discount_total"), at("item_discount_total") + at("shipping_discount_total"))
    if (at("total") < 0) flaws.push(`${what}: a negative total`)
  }

  function paid(order, money) {
    const total = minor(order.total, "order.total")
    let before
    for (const [i, step] of money.entries()) {
      const at = (field) => minor(step[field] ?? NaN, `step ${i}.${field}`)
      const [captured, refunded] = ["captured_amount", "refunded_amount"].map((field) => minor(step.collection[field] ?? NaN, `step ${i}.${field}`))
      equal(`step ${i}: what is to be paid`, minor(step.collection.amount, "collection.amount"), total)
      if (captured > total || refunded > captured) flaws.push(`step ${i}: ${captured} taken and ${refunded} given back of ${total}`)
      equal(`step ${i}: taken`, at("paid_total"), captured)
      equal(`step ${i}: given back`, at("refunded_total"), refunded)
      equal(`step ${i}: what came in`, at("transaction_total"), captured - refunded)
      // One smallest unit is forgiven.
      const owed = at("total") - (captured - refunded)
      equal(`step ${i}: still owed`, minor(step.pending, "pending"), Math.abs(owed) <= 1 ? 0 : owed)
      if (before) equal(`step ${i}: a refund makes the order cost less`, at("total"), minor(before.total, "total") - (refunded - minor(before.collection.refunded_amount, "refunded")))
      before = step
    }
  }
}
