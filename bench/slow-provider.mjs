// Whether a payment provider that answers late slows what does not ask it: p99 of a page of products, of carts and of a line that is
// added, while shoppers wait for the provider and while none does, in turn, in one run.
//   node bench/slow-provider.mjs [--binary target/release/torture-shop] [--database sqlite:/tmp/slow.db] [--delay 2000]
//     [--payers 64] [--seconds 5] [--rounds 4]
// The database is made anew if it is SQLite's, and must be empty if it is PostgreSQL's.
import { spawn, spawnSync } from "node:child_process"
import { rmSync } from "node:fs"
import http from "node:http"

const args = { binary: "target/release/torture-shop", database: "sqlite:/tmp/slow-provider.db", delay: 2000, payers: 64, seconds: 5, rounds: 4 }
for (let i = 2; i < process.argv.length; i += 2) args[process.argv[i].replace(/^--/, "")] = process.argv[i + 1]
const [delay, payers, seconds, rounds] = ["delay", "payers", "seconds", "rounds"].map((name) => Number(args[name]))
const sleep = (ms) => new Promise((done) => setTimeout(done, ms))

let asked = 0
const bank = http.createServer((request, response) => {
  request.resume().on("end", async () => {
    asked++
    // Half to one and a half times as long, so that shoppers do not come back in one crowd.
    await sleep(delay * (0.5 + Math.random()))
    response.setHeader("content-type", "application/json").end(JSON.stringify({ reference: `ref-${asked}` }))
  })
})
await new Promise((done) => bank.listen(0, "127.0.0.1", done))

const port = 19231
const env = {
  ...process.env, DATABASE_URL: args.database, PORT: String(port), HOST: "127.0.0.1", JWT_SECRET: "slow", COOKIE_SECRET: "slow",
  STHENO_LOG: "error", STHENO_TORTURE_BANK: `127.0.0.1:${bank.address().port}`,
}
if (args.database.startsWith("sqlite:")) for (const end of ["", "-wal", "-shm"]) rmSync(args.database.slice(7) + end, { force: true })
for (const command of [["seed", "demo"], ["user", "--email", "admin@test.dev", "--password", "supersecret"]]) {
  const done = spawnSync(args.binary, command, { env, encoding: "utf8" })
  if (done.status !== 0) throw new Error(`${command[0]}: ${done.stderr}`)
}
const server = spawn(args.binary, ["start"], { env, stdio: ["ignore", "ignore", "inherit"] })
process.on("exit", () => server.kill())

const agent = new http.Agent({ keepAlive: true, maxSockets: 256 })
const headers = { "content-type": "application/json" }
function ask(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, host: "127.0.0.1", method, path, headers, agent }, (response) => {
      let text = ""
      response.setEncoding("utf8").on("data", (part) => (text += part)).on("end", () => {
        if (response.statusCode !== 200) return reject(new Error(`${method} ${path}: ${response.statusCode} ${text.slice(0, 200)}`))
        resolve(JSON.parse(text))
      })
    })
    request.on("error", reject)
    request.end(body && JSON.stringify(body))
  })
}
for (let i = 0; ; i++) {
  try { await fetch(`http://127.0.0.1:${port}/health`); break } catch (e) { if (i > 100) throw e; await sleep(50) }
}
headers.authorization = `Bearer ${(await ask("POST", "/auth/user/emailpass", { email: "admin@test.dev", password: "supersecret" })).token}`
const { api_keys } = await ask("GET", "/admin/api-keys?type=publishable")
const { regions } = await ask("GET", "/admin/regions")
const region = regions.find((region) => region.currency_code === "eur") ?? regions[0]
await ask("POST", `/admin/regions/${region.id}`, { payment_providers: ["pp_system_default", "pp_bank_torture"] })
delete headers.authorization
headers["x-publishable-api-key"] = api_keys[0].token
const { products } = await ask("GET", `/store/products?region_id=${region.id}&fields=*variants.calculated_price`)
const variant = products.flatMap((product) => product.variants).find((variant) => variant.calculated_price && !variant.manage_inventory)
  ?? products[0].variants[0]

async function cart() {
  const { cart } = await ask("POST", "/store/carts", { region_id: region.id })
  await ask("POST", `/store/carts/${cart.id}/line-items`, { variant_id: variant.id, quantity: 1 })
  return cart.id
}
const collections = []
for (let i = 0; i < payers; i++) collections.push((await ask("POST", "/store/payment-collections", { cart_id: await cart() })).payment_collection.id)
const known = await cart()

const work = {
  "page of products": () => ask("GET", `/store/products?limit=12&region_id=${region.id}&fields=*variants.calculated_price`),
  "a cart": () => ask("GET", `/store/carts/${known}`),
  "cart and line": cart,
}
let waiting = false
const pay = async (id) => { while (waiting) await ask("POST", `/store/payment-collections/${id}/payment-sessions`, { provider_id: "pp_bank_torture" }) }

async function measure(each) {
  const times = []
  const end = performance.now() + seconds * 1000
  await Promise.all(Array.from({ length: 4 }, async () => {
    while (performance.now() < end) {
      const start = performance.now()
      await each()
      times.push(performance.now() - start)
    }
  }))
  return times
}
const at = (times, part) => times.sort((a, b) => a - b)[Math.floor(times.length * part)]?.toFixed(2)
console.log(`${payers} shoppers wait some ${delay} ms each; ${rounds} rounds of ${seconds} s, 4 connections; milliseconds\n`)
console.log("| | | per s | p50 | p99 |\n|---|---|---|---|---|")
for (const [name, each] of Object.entries(work)) {
  await measure(each)
  const found = { alone: [], "beside a slow provider": [] }
  for (let round = 0; round < rounds; round++) {
    found.alone.push(...(await measure(each)))
    waiting = true
    const paying = Promise.all(collections.map(pay))
    await sleep(200)
    found["beside a slow provider"].push(...(await measure(each)))
    waiting = false
    await paying
  }
  for (const [when, times] of Object.entries(found)) {
    console.log(`| ${name} | ${when} | ${Math.round(times.length / rounds / seconds)} | ${at(times, 0.5)} | ${at(times, 0.99)} |`)
  }
}
console.log(`\nthe provider was asked ${asked} times`)
// The provider is asked to drop the last sessions, too.
await sleep(2 * delay)
process.exit(0)
