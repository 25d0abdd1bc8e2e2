// What bench/customers does over HTTP. It runs among the load tools, whose client and clocks it uses.
//   node customers.mjs fill --url URL --seed FILE --customers N
//   node customers.mjs load --url URL --seed FILE --pid PID --name NAME --out FILE
//   node customers.mjs table FILE...
import fs from "node:fs"
import { Conn, encodeRequest } from "./lib/conn.mjs"
import { cpu, cpuBetween, memory } from "./lib/proc.mjs"
import { chunks, parseArgs, readJson, sleep, table, writeJson } from "./lib/util.mjs"

const [command, ...rest] = process.argv.slice(2)
const args =
  command === "table"
    ? { files: rest }
    : parseArgs(rest, {
        url: "",
        seed: "",
        customers: 100_000,
        pid: 0,
        name: "",
        duration: 5,
        patience: 40, // seconds at most, where fewer than two answers a connection came in `duration`
        connections: 16,
        out: "",
      })

// ---------------------------------------------------------------- who the customers are

const GROUPS = 20
const FIRST = "Anna Ben Carla David Elena Felix Greta Hugo Ida Jonas Klara Leo Mara Nils Olga Paul Rita Simon Tessa Victor".split(" ")
const LAST = "Abt Becker Conti Dubois Engel Fabre Graf Huber Ivanov Jensen Keller Lopez Moreau Nowak Otto Perez Rossi".split(" ")
const RARE = "Quillfeather"
const COMMON = "victor"

const personOf = (n) => ({
  email: `${FIRST[n % 20]}.${LAST[n % 17]}.${n}@example.test`.toLowerCase(),
  first_name: FIRST[n % 20],
  last_name: n % 10_000 === 77 ? RARE : LAST[n % 17],
  phone: `+4930${String(1_000_000 + n)}`,
  ...(n % 3 === 0 ? { company_name: `${LAST[(n * 7) % 17]} & Sons` } : {}),
})

// A group for everybody, and a second one for every tenth.
const inGroup = (n, group) => n % GROUPS === group || (n % 10 === 0 && Math.floor(n / 200) % GROUPS === group)

const matching = (count, word) => {
  let found = 0
  for (let n = 0; n < count; n++) found += Object.values(personOf(n)).some((text) => text.toLowerCase().includes(word.toLowerCase()))
  return found
}

// ---------------------------------------------------------------- fill

async function ask(conn, method, path, headers, body) {
  const answer = await conn.request({ method, path, headers, body })
  if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${answer.body().toString().slice(0, 300)}`)
  return answer.json()
}

async function adminOf(url, seed) {
  const conn = new Conn(url)
  const { token } = await ask(conn, "POST", "/auth/user/emailpass", {}, seed.admin)
  return { conn, headers: { authorization: `Bearer ${token}` } }
}

async function fill() {
  const seed = readJson(args.seed)
  const { conn, headers } = await adminOf(args.url, seed)
  const conns = Array.from({ length: args.connections }, () => new Conn(args.url))
  const started = Date.now()
  const ids = new Array(args.customers)
  const numbers = ids.keys()
  await Promise.all(
    conns.map(async (conn) => {
      for (const n of numbers) {
        ids[n] = (await ask(conn, "POST", "/admin/customers?fields=id", headers, personOf(n))).customer.id
        if ((n + 1) % 20_000 === 0) console.log(`${n + 1} customers in ${((Date.now() - started) / 1000).toFixed(0)} s`)
      }
    })
  )
  const groups = []
  for (let g = 0; g < GROUPS; g++) {
    const { customer_group } = await ask(conn, "POST", "/admin/customer-groups", headers, { name: `Group ${g}` })
    const members = ids.filter((_, n) => inGroup(n, g))
    for (const add of chunks(members, 1000)) {
      await ask(conn, "POST", `/admin/customer-groups/${customer_group.id}/customers`, headers, { add })
    }
    groups.push({ id: customer_group.id, count: members.length })
  }
  for (const each of [conn, ...conns]) each.destroy()
  console.log(`${args.customers} customers in ${GROUPS} groups: ${((Date.now() - started) / 1000).toFixed(0)} s`)
  writeJson(args.seed, { ...seed, many: { customers: args.customers, groups } })
}

// ---------------------------------------------------------------- load

function questions(seed, customer, admin) {
  const { customers, groups } = seed.many
  const me = (json) => (json.customer?.email === seed.customers[0].email ? null : "not me")
  const orders = (most) => (json) =>
    json.count !== 50 || json.orders?.length !== most || !json.orders.every((order) => order.total > 0) ? "not my orders" : null
  const list = (expected) => (json) => {
    if (json.count !== expected) return `${json.count} customers instead of ${expected}`
    if (json.customers.length !== Math.min(20, expected)) return `${json.customers.length} on the page`
    // The one who registered is in groups of the load tools, or in none.
    const named = json.customers.filter((one) => one.groups.some((group) => /^Group \d+$/.test(group.name))).length
    return named >= json.customers.length - 1 ? null : "groups are missing"
  }
  const found = (word) => list(matching(customers, word))
  const page = "/admin/customers?limit=20&fields=%2Bgroups.name"
  return [
    ["my account", "/store/customers/me", customer, me],
    ["my orders, limit 50", "/store/orders?limit=50", customer, orders(50)],
    ["my orders, ten of fifty", "/store/orders?limit=10", customer, orders(10)],
    ["admin list, groups", page, admin, list(customers + 1)],
    ["admin list, groups, q finds few", `${page}&q=${RARE.toLowerCase()}`, admin, found(RARE)],
    ["admin list, groups, q finds 1 in 20", `${page}&q=${COMMON}`, admin, found(COMMON)],
    ["admin list, groups, of one group", `${page}&groups=${groups[3].id}`, admin, list(groups[3].count)],
  ].map(([name, path, headers, check]) => ({ name, path, headers, check }))
}

const machineBusy = () => {
  const f = fs.readFileSync("/proc/stat", "utf8").split("\n", 1)[0].trim().split(/\s+/).slice(1).map(Number)
  return (f[0] + f[1] + f[2] + f[5] + f[6] + f[7]) / 100 // user nice system irq softirq steal
}
const snapshot = () => {
  const own = process.cpuUsage()
  const used = cpu(args.pid, ["postgres"])
  return { at: performance.now(), own: (own.user + own.system) / 1e6, busy: machineBusy(), used }
}
const round = (n) => Math.round(n * 100) / 100

// First one connection asks alone, then all at once; the window opens a second after they began.
async function measured({ name, path, headers, check }) {
  const conns = Array.from({ length: args.connections }, () => new Conn(args.url))
  const raw = encodeRequest(conns[0].host, { path, headers })
  const first = await conns[0].send(raw)
  const fault = first.status === 200 ? check(first.json()) : `${first.status} ${first.body().toString().slice(0, 300)}`
  if (fault) throw new Error(`${path}: ${fault}`)
  const alone = []
  for (let n = 0; n < 5; n++) {
    const start = performance.now()
    await conns[0].send(raw)
    alone.push(performance.now() - start)
  }
  await Promise.all(conns.map((conn) => conn.open()))
  const times = []
  let errors = 0
  let open = true
  let counting = false
  const all = Promise.all(
    conns.map(async (conn) => {
      while (open) {
        const start = performance.now()
        const answer = await conn.send(raw)
        if (answer.status !== 200 || answer.length !== first.length) errors++
        else if (counting) times.push(performance.now() - start)
      }
    })
  )
  await sleep(1000)
  const from = snapshot()
  counting = true
  const passed = () => (performance.now() - from.at) / 1000
  while (passed() < args.duration || (times.length < 2 * args.connections && passed() < args.patience)) await sleep(50)
  counting = false
  const to = snapshot()
  open = false
  await all
  for (const conn of conns) conn.destroy()
  times.sort((a, b) => a - b)
  alone.sort((a, b) => a - b)
  const seconds = (to.at - from.at) / 1000
  const used = cpuBetween(from.used, to.used)
  const own = to.own - from.own
  return {
    name,
    per_second: round(times.length / seconds),
    alone_ms: round(alone[2]),
    p50_ms: round(times[times.length >> 1]),
    p99_ms: round(times[Math.ceil(times.length * 0.99) - 1]),
    bytes: first.length,
    errors,
    cpu_ms: { server: round((1000 * used.server) / times.length), database: round((1000 * used.db) / times.length) },
    other_cores: round(Math.max(0, to.busy - from.busy - own - used.server - used.db) / seconds),
    rss_mb: memory(args.pid).rss_mb,
  }
}

async function load() {
  const seed = readJson(args.seed)
  const { conn, headers } = await adminOf(args.url, seed)
  const { token } = await ask(conn, "POST", "/auth/customer/emailpass", {}, {
    email: seed.customers[0].email,
    password: seed.customer_password,
  })
  conn.destroy()
  const customer = { authorization: `Bearer ${token}`, "x-publishable-api-key": seed.publishable_key }
  const results = []
  for (const question of questions(seed, customer, headers)) {
    const result = await measured(question).catch((error) => ({ name: question.name, refused: error.message }))
    console.log(JSON.stringify(result))
    results.push(result)
  }
  writeJson(args.out, { name: args.name, date: new Date().toISOString(), results })
  if (results.some((result) => result.refused || result.errors)) process.exitCode = 1
}

// ---------------------------------------------------------------- table

function print() {
  const sides = args.files.map(readJson)
  const head = ["question"]
  for (const { name } of sides) head.push(`${name}/s`, "alone ms", "p50", "p99", "server CPU ms", "database CPU ms", "others, cores")
  const rows = sides[0].results.map(({ name }, n) => [
    name,
    ...sides.flatMap(({ results }) => {
      const one = results[n]
      if (one.refused) return [one.refused, "", "", "", "", "", ""]
      return [one.per_second, one.alone_ms, one.p50_ms, one.p99_ms, one.cpu_ms.server, one.cpu_ms.database, one.other_cores]
    }),
  ])
  console.log(table(head, rows))
}

await { fill, load, table: print }[command]()
