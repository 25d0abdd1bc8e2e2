// Turns an answer into what must be equal on every server and every run.
//
// - ids become placeholders (`<prod_1>`), numbered by first appearance within a scenario, so that two places that
//   named the same record still do; ids of set-up records carry their name (`<region_eur>`)
// - timestamps near the present become `<time>`, and JWTs their normalised payload
// - object keys are sorted
// - arrays of objects below the top level of an answer are sets: the oracle gives relations in heap order. They are sorted
//   by content with unknown ids masked. Keys in ORDERED, and paths that a step declares `ordered`, keep their order;
//   top-level lists keep it unless a step declares them in `sets`.

const ULID = "[0-9A-HJKMNP-TV-Z]{26}"
const ID = new RegExp(`(?<![A-Za-z0-9_])(?:([a-zA-Z]+(?:_[a-z]+)*)_)?(0[0-7]${ULID.replace("26", "24")})(?![A-Za-z0-9])`, "g")
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g
const KEY = /\b(pk|sk)_[0-9a-f]{64}\b/g
const REDACTED = /\b(pk|sk)_[0-9a-f]{3}\*+[0-9a-f]{3}\b/g
const JWT = /^eyJ[\w-]+\.([\w-]+)\.[\w-]+$/
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const TIME_INSIDE = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g
const DAY_MS = 86_400_000
const ORDERED = new Set(["images"])
// Numbers that differ from run to run, by key.
const NUMBERED = new Set(["display_id"])

export class Normaliser {
  // names: Map of value -> name for set-up records; nonces: Map of run-specific text -> stable text.
  constructor(names, nonces) {
    this.known = new Map([...names].map(([value, name]) => [value, `<${name}>`]))
    this.nonces = nonces
    this.counters = new Map()
  }

  answer({ status, type, cookies, body }, { sets = [], ordered = [], ignore = [] } = {}) {
    const rules = { sets: sets.map(pattern), ordered: ordered.map(pattern), ignore: ignore.map(pattern) }
    const out = { status }
    if (type && !/^application\/json\b/.test(type)) out.type = type.toLowerCase()
    if (cookies?.length) out.cookies = cookies.map(cookie).sort()
    out.body = this.number(this.shape(body, "", 0, rules))
    return out
  }

  // First pass: everything but numbering; sorts the sets.
  shape(value, path, depth, rules) {
    if (rules.ignore.some((re) => re.test(path))) return "<ignored>"
    if (Array.isArray(value)) {
      const items = value.map((v, i) => this.shape(v, `${path}.${i}`, depth + 1, rules))
      return this.isSet(value, path, depth, rules) ? this.sorted(items) : items
    }
    if (value !== null && typeof value === "object") {
      const out = {}
      if (typeof value.iat === "number" && typeof value.exp === "number") {
        value = { ...value, iat: "<time>", exp: `iat + ${value.exp - value.iat} s` }
      }
      for (const k of Object.keys(value).sort()) {
        const key = this.text(k)
        const at = path ? `${path}.${k}` : k
        out[key] =
          NUMBERED.has(k) && typeof value[k] === "number"
            ? { $numbered: k, value: value[k] }
            : this.shape(value[k], at, depth + 1, rules)
      }
      return out
    }
    if (typeof value === "string") return this.text(value)
    return value
  }

  isSet(value, path, depth, rules) {
    if (rules.sets.some((re) => re.test(path))) return true
    if (rules.ordered.some((re) => re.test(path))) return false
    if (value.length < 2 || !value.every((v) => v !== null && typeof v === "object")) return false
    return depth > 1 && !ORDERED.has(path.split(".").at(-1))
  }

  sorted(items) {
    return items
      .map((item) => [JSON.stringify(this.mask(item)), item])
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([, item]) => item)
  }

  mask(value) {
    return map(value, (s) => this.replaceIds(s, (id, prefix) => this.known.get(id) ?? `<${prefix}>`), () => 0)
  }

  // Second pass: gives every unknown id its number, in reading order.
  number(value) {
    const next = (id, prefix) => {
      if (!this.known.has(id)) {
        const n = (this.counters.get(prefix) ?? 0) + 1
        this.counters.set(prefix, n)
        this.known.set(id, `<${prefix}_${n}>`)
      }
      return this.known.get(id)
    }
    return map(value, (s) => this.replaceIds(s, next), (n, key) => next(`${key}:${n}`, key))
  }

  text(s) {
    const jwt = JWT.exec(s)
    if (jwt) return this.jwt(jwt[1])
    if (this.known.has(s)) return s
    if (TIME.test(s) && near(s)) return "<time>"
    let out = s.replace(TIME_INSIDE, (t) => (near(t) ? "<time>" : t)).replace(REDACTED, "<$1_redacted>")
    for (const [nonce, stable] of this.nonces) out = out.replaceAll(nonce, stable)
    return out
  }

  jwt(payload) {
    return { $jwt: this.shape(JSON.parse(Buffer.from(payload, "base64url").toString()), "", 1, { sets: [], ordered: [], ignore: [] }) }
  }

  replaceIds(s, fn) {
    if (this.known.has(s)) return this.known.get(s)
    return s
      .replace(KEY, (all, kind) => fn(all, `${kind}_token`))
      .replace(UUID, (all) => fn(all, "uuid"))
      .replace(ID, (all, prefix) => fn(all, prefix ?? "ulid"))
  }
}

const near = (t) => Math.abs(Date.parse(t) - Date.now()) < 2 * DAY_MS

// `products.*.tags` -> a test for `products.0.tags`
const pattern = (path) => new RegExp(`^${path.split(".").map((p) => (p === "*" ? "[^.]+" : p.replace(/[$]/g, "\\$&"))).join("\\.")}$`)

// Name and attributes of a cookie, without its value and dates, and without what hangs on production mode.
function cookie(line) {
  const [pair, ...attributes] = line.split(/; */)
  const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]
  const kept = attributes.filter((a) => !/^(secure|samesite=.*)$/i.test(a)).map((a) => (/^(expires|max-age)=/i.test(a) ? `${a.split("=")[0]}=<time>` : a))
  return [`${name}=${value ? "<value>" : ""}`, ...kept].join("; ")
}

function map(value, onString, onNumbered) {
  if (typeof value === "string") return onString(value)
  if (Array.isArray(value)) return value.map((v) => map(v, onString, onNumbered))
  if (value !== null && typeof value === "object") {
    if (value.$numbered) return onNumbered(value.value, value.$numbered)
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [onString(k), map(v, onString, onNumbered)]))
  }
  return value
}
