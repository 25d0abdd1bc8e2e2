// Asks two servers that look at the same rows the same questions; every answer must be equal, ids included.
import fs from "node:fs"
import { parseArgs } from "../lib/args.mjs"
import { adminToken, caller, request } from "../lib/client.mjs"
import { diff } from "../lib/diff.mjs"
import { routes } from "./routes.mjs"

const args = parseArgs(process.argv.slice(2), {
  a: "http://localhost:9100",
  b: "http://localhost:9000",
  email: "admin@test.dev",
  password: "supersecret",
  "customer-email": "customer00000@bench.test",
  "customer-password": "bench-password-1",
  cart: "", // one more cart to ask for
  each: 2, // records of each kind to retrieve
  only: "",
  diffs: 10, // shown per route
  ordered: false, // whether lists inside a record must come in the same order: Medusa leaves it to PostgreSQL's heap
})

const sides = await Promise.all([args.a, args.b].map(signIn))
const found = await discover(sides[0])
if (!found.customer) console.log(`SKIP the customer's routes: ${args["customer-email"]} cannot sign in on both servers`)
const key = found.key

// Sorts lists of records below a record by id, so that only their members count. Lists of the answer itself keep theirs.
function asSets(x, depth = 0) {
  if (Array.isArray(x)) {
    const list = x.map((y) => asSets(y, depth))
    const key = (y) => y?.id ?? y?.iso_2 ?? JSON.stringify(y)
    return depth > 2 && list.every((y) => y && typeof y === "object") ? list.sort((a, b) => (key(a) < key(b) ? -1 : 1)) : list
  }
  if (x && typeof x === "object") return Object.fromEntries(Object.entries(x).map(([k, v]) => [k, asSets(v, depth + 1)]))
  return x
}

const known = JSON.parse(fs.readFileSync(new URL("./exempt.json", import.meta.url)))
const reasonFor = (path) => Object.entries(known).find(([pattern]) => new RegExp(pattern).test(path))?.[1]

let equal = 0
let different = 0
let exempt = 0
for (const route of routes(found).filter((r) => r.path.includes(args.only))) {
  const [want, got] = await Promise.all(sides.map((side) => ask(side, route)))
  const differences = args.ordered ? diff(want, got) : diff(asSets(want), asSets(got))
  const label = `${route.actor.padEnd(8)} GET ${decodeURIComponent(route.path)}`
  if (differences.length === 0) {
    equal++
    console.log(`equal     ${label} (${want.status})`)
    continue
  }
  const reason = reasonFor(decodeURIComponent(route.path))
  if (reason) {
    exempt++
    console.log(`known     ${label}: ${reason}`)
    continue
  }
  different++
  console.log(`DIFFERENT ${label}`)
  for (const d of differences.slice(0, args.diffs)) console.log(`    ${d}`)
  if (differences.length > args.diffs) console.log(`    ... and ${differences.length - args.diffs} more`)
}
console.log(`${equal} equal, ${exempt} known to differ, ${different} different`)
process.exit(different ? 1 : 0)

async function signIn(url) {
  const token = await adminToken(url, args.email, args.password)
  const login = await request(url, {
    method: "POST",
    path: "/auth/customer/emailpass",
    body: { email: args["customer-email"], password: args["customer-password"] },
  })
  return { url, token, customer: login.status === 200 ? login.body.token : null }
}

async function ask(side, { actor, path }) {
  const headers = actor === "admin" ? { authorization: `Bearer ${side.token}` } : { "x-publishable-api-key": key }
  if (actor === "customer") headers.authorization = `Bearer ${side.customer}`
  const { status, body } = await request(side.url, { method: "GET", path, headers })
  return { status, body }
}

// Ids to ask for, from the first server.
async function discover({ url, token }) {
  const call = caller(url, { authorization: `Bearer ${token}` })
  const n = args.each
  const ids = async (path, name, query = "") =>
    (await call("GET", `/admin/${path}?limit=${n}&fields=id${query}`))[name].map((x) => x.id)
  const { api_keys } = await call("GET", "/admin/api-keys?type=publishable&limit=50&fields=id,token,revoked_at,*sales_channels")
  const usable = api_keys.filter((k) => !k.revoked_at && k.sales_channels?.length)
  const withProducts = async (k) =>
    (await caller(url, { "x-publishable-api-key": k.token })("GET", `/store/products?limit=${n}&fields=id,handle,variants.id`)).products
  let chosen = usable[0]
  let products = []
  for (const k of usable) {
    products = await withProducts(k)
    chosen = k
    if (products.length) break
  }
  if (!chosen) throw new Error("no publishable key with a sales channel")
  const { orders } = await call("GET", `/admin/orders?limit=${n}&order=-created_at&fields=id,*cart`)
  return {
    key: chosen.token,
    customer: sides.every((s) => s.customer),
    products,
    variants: products.flatMap((p) => (p.variants ?? []).slice(0, 1).map((v) => v.id)),
    regions: await ids("regions", "regions"),
    categories: await ids("product-categories", "product_categories"),
    collections: await ids("collections", "collections"),
    customers: await ids("customers", "customers"),
    orders: orders.map((o) => o.id),
    carts: [...orders.map((o) => o.cart?.id), args.cart].filter(Boolean),
  }
}
