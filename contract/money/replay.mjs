// Plays the recorded carts against a server: every total, tax, discount, payment and debt must be the oracle's, to 13 digits. Beyond
// them stands what is left of divisions (a discount shared by lines), which the original makes in another order.
import fs from "node:fs"
import { adminToken } from "../lib/client.mjs"
import { diff } from "../lib/diff.mjs"
import { parseArgs } from "../lib/args.mjs"
import { playAll, specimens } from "./carts.mjs"
import { setUp } from "./shop.mjs"

const args = parseArgs(process.argv.slice(2), { url: "http://localhost:9000", email: "admin@test.dev", password: "supersecret", diffs: 6, only: -1 })
const recorded = fs.readFileSync(new URL("recorded.jsonl", import.meta.url), "utf8").trim().split("\n").map((line) => JSON.parse(line))
const chosen = specimens(undefined, recorded.length).map((specimen, at) => ({ specimen, at })).filter(({ at }) => args.only < 0 || at === args.only)
const token = await adminToken(args.url, args.email, args.password)
const answers = await playAll({ url: args.url, token, records: await setUp(args.url, token) }, chosen.map(({ specimen }) => specimen))
// The same answer with its amounts to 13 digits.
const told = (value) => {
  if (typeof value === "number") return Number(value.toPrecision(13))
  if (Array.isArray(value)) return value.map(told)
  return value !== null && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, told(v)])) : value
}
let failed = 0
for (const [i, { specimen, at }] of chosen.entries()) {
  const differences = diff(told(recorded[at]), told(answers[i]))
  if (differences.length === 0) continue
  failed++
  console.log(`FAIL cart ${at}: ${JSON.stringify(specimen)}`)
  for (const d of differences.slice(0, args.diffs)) console.log(`    ${d}`)
}
console.log(`${chosen.length - failed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)
