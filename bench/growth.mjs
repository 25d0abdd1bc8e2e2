// Requests a second of what grows with a shop, with rows kept and, as after a write, sent: for databases that were filled before, by
// `bench/run --products 100000` (it may be stopped once the products are there) or by `links/examples/orders.rs`.
//   node bench/growth.mjs DATABASE_URL... [--binary target/release/stheno] [--seconds 3]
// Needs the admin that bench/run makes. What a database has not is left out.
import { spawn } from "node:child_process"
import http from "node:http"

const args = { binary: "target/release/stheno", seconds: 3 }
const databases = []
for (let i = 2; i < process.argv.length; i++) {
  if (process.argv[i].startsWith("--")) args[process.argv[i].slice(2)] = process.argv[++i]
  else databases.push(process.argv[i])
}
const port = 19241
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })

function client() {
  const headers = { "content-type": "application/json" }
  const ask = (method, path, body) => new Promise((resolve, reject) => {
    const request = http.request({ port, host: "127.0.0.1", method, path, headers, agent }, (response) => {
      const parts = []
      response.on("data", (part) => parts.push(part)).on("end", () => {
        const text = Buffer.concat(parts)
        if (response.statusCode !== 200) return reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`))
        resolve(text)
      })
    })
    request.on("error", reject)
    request.end(body && JSON.stringify(body))
  })
  return { headers, ask, read: async (...what) => JSON.parse(await ask(...what)) }
}

// The questions that this shop can answer.
async function questions({ headers, ask, read }) {
  const { token } = await read("POST", "/auth/user/emailpass", { email: "admin@test.dev", password: "supersecret" })
  headers.authorization = `Bearer ${token}`
  const work = {}
  const { orders } = await read("GET", "/admin/orders?limit=20")
  if (orders.length) {
    const shown = "id,status,created_at,email,display_id,custom_display_id,payment_status,fulfillment_status,total,currency_code,*customer,*sales_channel"
    work["admin orders"] = () => ask("GET", "/admin/orders?limit=20")
    work["newest orders"] = () => ask("GET", `/admin/orders?limit=20&order=-created_at&fields=${shown}`)
    work["one order"] = () => ask("GET", `/admin/orders/${orders[0].id}`)
  }
  const { api_keys } = await read("GET", "/admin/api-keys?type=publishable")
  const { regions } = await read("GET", "/admin/regions")
  const region = regions.find((region) => region.currency_code === "eur") ?? regions[0]
  if (!region || !api_keys.length) return work
  headers["x-publishable-api-key"] = api_keys.at(-1).token
  const priced = `region_id=${region.id}&fields=*variants.calculated_price`
  const { products } = await read("GET", `/store/products?limit=12&${priced}`)
  if (!products.length) return work
  const add = async () => {
    const { cart } = await read("POST", "/store/carts", { region_id: region.id })
    await ask("POST", `/store/carts/${cart.id}/line-items`, { variant_id: products[0].variants[0].id, quantity: 1 })
  }
  work["product list"] = () => ask("GET", `/store/products?limit=12&${priced}`)
  work["by handle"] = () => ask("GET", `/store/products?handle=${products[0].handle}&${priced}`)
  work["admin products"] = () => ask("GET", "/admin/products?limit=20&fields=id,title,handle,status")
  if (await add().then(() => true, () => false)) work["cart and line"] = add
  return work
}

async function rate(each) {
  const go = async (ms) => {
    let done = 0
    const start = performance.now()
    await Promise.all(Array.from({ length: 16 }, async () => { while (performance.now() < start + ms) { await each(); done++ } }))
    return done / ((performance.now() - start) / 1000)
  }
  await go(500)
  return Math.round(await go(Number(args.seconds) * 1000))
}

let server
process.on("exit", () => server?.kill())
console.log("| database | | question | per s |\n|---|---|---|---|")
for (const database of databases) {
  for (const cache of ["kept", "sent"]) {
    const env = { ...process.env, DATABASE_URL: database, PORT: String(port), HOST: "127.0.0.1", JWT_SECRET: "bench", COOKIE_SECRET: "bench", STHENO_LOG: "error" }
    if (cache === "sent") env.STHENO_CACHE = "off"
    server = spawn(args.binary, ["start"], { env, stdio: ["ignore", "ignore", "inherit"] })
    const ended = new Promise((done) => server.on("exit", done))
    for (let i = 0; ; i++) {
      try { await fetch(`http://127.0.0.1:${port}/health`); break } catch (e) { if (i > 200) throw e; await new Promise((done) => setTimeout(done, 50)) }
    }
    for (const [name, each] of Object.entries(await questions(client()))) {
      console.log(`| ${database.split("/").at(-1)} | ${cache} | ${name} | ${await rate(each)} |`)
    }
    server.kill()
    await ended
  }
}
process.exit(0)
