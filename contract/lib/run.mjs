// Runs scenarios against a server and normalises what it answers.
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { adminToken, request } from "./client.mjs"
import { Normaliser } from "./normalise.mjs"
import { setUp } from "./setup.mjs"

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const SCENARIOS = path.join(ROOT, "scenarios")
export const RECORDED = path.join(ROOT, "recorded")

// Every scenario of the tree, as { file: "store/carts/create", name, steps }.
export async function loadScenarios(only) {
  const files = fs.readdirSync(SCENARIOS, { recursive: true }).filter((f) => f.endsWith(".mjs")).sort()
  const out = []
  for (const f of files) {
    const file = f.replace(/\\/g, "/").replace(/\.mjs$/, "")
    const { default: scenarios } = await import(pathToFileURL(path.join(SCENARIOS, f)))
    const names = new Set()
    for (const s of scenarios) {
      if (names.has(s.name)) throw new Error(`${file}: two scenarios are called "${s.name}"`)
      names.add(s.name)
      out.push({ file, ...s })
    }
  }
  return out.filter((s) => !only || `${s.file}: ${s.name}`.includes(only))
}

export const titleOf = (s) => `${s.file}: ${s.name}`
// Every recorded scenario, by title.
export const recordedTitles = () =>
  fs.readdirSync(RECORDED, { recursive: true })
    .filter((f) => f.endsWith(".json"))
    .map((f) => f.replace(/\\/g, "/").replace(/\.json$/, ""))
    .flatMap((file) => Object.keys(JSON.parse(fs.readFileSync(recordingOf(file), "utf8"))).map((name) => titleOf({ file, name })))

export const recordingOf = (file) => path.join(RECORDED, `${file}.json`)

export async function prepare({ url, email, password }) {
  const token = await adminToken(url, email, password)
  return { url, token, records: await setUp(url, token), adminEmail: email }
}

export async function runScenario(server, { steps }) {
  const run = `r${Math.random().toString(36).slice(2, 11).padEnd(9, "0")}`
  const vars = { ...server.records, admin_token: server.token, run, admin_email: server.adminEmail }
  const names = new Map(Object.entries(server.records).map(([name, value]) => [value, name]))
  const normaliser = new Normaliser(names, new Map([[run, "RUN"], [server.adminEmail, "ADMIN"]]))
  const answers = []
  for (const step of steps) {
    const asked = {
      method: step.method,
      path: encodeURI(fill(step.path, vars)).replaceAll("+", "%2B"),
      headers: { ...actorHeaders(step.as, vars), ...fill(step.headers ?? {}, vars) },
      body: fill(step.body, vars),
    }
    const answer = await request(server.url, asked)
    const shown = `${step.method} ${step.path}`
    if (step.quiet && (answer.status < 200 || answer.status > 299)) {
      answers.push({ request: shown, prepared: false, ...normaliser.answer(answer) })
      return answers
    }
    for (const [name, where] of Object.entries(step.capture ?? {})) {
      vars[name] = pick(answer, fill(where, vars))
      if (vars[name] === undefined) {
        answers.push({ request: shown, missing: where, ...normaliser.answer(answer, step) })
        return answers
      }
    }
    if (!step.quiet) answers.push({ request: shown, ...(step.as === defaultOf(step.path) ? {} : { as: step.as }), ...normaliser.answer(answer, step) })
  }
  return answers
}

const defaultOf = (p) => (p.startsWith("/store") ? "store" : p.startsWith("/admin") ? "admin" : "none")

function actorHeaders(as, vars) {
  if (as === "none") return {}
  if (as === "admin") return { authorization: `Bearer ${vars.admin_token}` }
  const key = { "x-publishable-api-key": vars.key }
  if (as === "store") return key
  const [kind, name = "ann"] = as.split(":")
  if (kind === "customer") return { ...key, authorization: `Bearer ${vars[`token_${name}`]}` }
  throw new Error(`no such actor: ${as}`)
}

function fill(value, vars) {
  if (typeof value === "string") {
    const whole = /^\{\{(\w+)\}\}$/.exec(value)
    if (whole) return lookup(whole[1], vars)
    return value.replace(/\{\{(\w+)\}\}/g, (_, name) => lookup(name, vars))
  }
  if (Array.isArray(value)) return value.map((v) => fill(v, vars))
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [fill(k, vars), fill(v, vars)]))
  }
  return value
}

function lookup(name, vars) {
  if (!(name in vars)) throw new Error(`{{${name}}} is neither a set-up record nor captured`)
  return vars[name]
}

// `cart.items[0].id`, `regions[name=Europe].id`, `cookie` (the pair to send back).
function pick(answer, where) {
  if (where === "cookie") return answer.cookies[0]?.split(";")[0]
  let at = answer.body
  for (const [, key, test] of where.matchAll(/([^.[\]]+)|\[([^\]]*)\]/g)) {
    if (at === null || at === undefined) return undefined
    if (key !== undefined) at = at[key]
    else if (/^\d+$/.test(test)) at = at[Number(test)]
    else {
      const [k, v] = [test.slice(0, test.indexOf("=")), test.slice(test.indexOf("=") + 1)]
      at = Array.isArray(at) ? at.find((x) => String(x[k]) === v) : undefined
    }
  }
  return at
}
