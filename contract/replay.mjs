// Asks a server every scenario and compares its answers with those recorded from the oracle.
import fs from "node:fs"
import path from "node:path"
import { parseArgs } from "./lib/args.mjs"
import { diff } from "./lib/diff.mjs"
import { loadScenarios, prepare, recordedTitles, recordingOf, ROOT, runScenario, titleOf } from "./lib/run.mjs"

const args = parseArgs(process.argv.slice(2), {
  url: "http://localhost:9000",
  email: "admin@test.dev",
  password: "supersecret",
  only: "",
  diffs: 12, // shown per scenario
})

// { "store/carts/taxes: name": "reason" }
const exempt = JSON.parse(fs.readFileSync(path.join(ROOT, "exempt.json"), "utf8"))
const all = new Set((await loadScenarios()).map(titleOf))
for (const title of recordedTitles()) if (!all.has(title)) throw new Error(`recorded, but no scenario: ${title}`)
for (const title of Object.keys(exempt)) if (!all.has(title)) throw new Error(`exempt.json names an unknown scenario: ${title}`)

const scenarios = await loadScenarios(args.only)
const recordings = new Map()
const recorded = ({ file, name }) => {
  if (!recordings.has(file)) recordings.set(file, JSON.parse(fs.readFileSync(recordingOf(file), "utf8")))
  return recordings.get(file)[name]
}

const server = await prepare(args)
let passed = 0
let failed = 0
let skipped = 0
for (const s of scenarios) {
  const title = titleOf(s)
  if (exempt[title]) {
    skipped++
    console.log(`EXEMPT ${title} (${exempt[title]})`)
    continue
  }
  const differences = await differencesOf(s)
  if (differences.length === 0) {
    passed++
    console.log(`PASS ${title}`)
    continue
  }
  failed++
  console.log(`FAIL ${title}`)
  for (const d of differences.slice(0, args.diffs)) console.log(`    ${d}`)
  if (differences.length > args.diffs) console.log(`    ... and ${differences.length - args.diffs} more`)
}
if (skipped) console.log(`${skipped} exempt`)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed ? 1 : 0)

async function differencesOf(s) {
  const want = recorded(s)
  if (!want) return ["not recorded"]
  let got
  try {
    got = await runScenario(server, s)
  } catch (e) {
    return [`the scenario broke off: ${e.cause?.message ?? e.message}`]
  }
  const out = []
  for (let i = 0; i < Math.max(want.length, got.length); i++) {
    const label = `step ${i + 1}, ${(want[i] ?? got[i]).request}`
    if (!got[i]) out.push(`${label}: not reached`)
    else if (!want[i] || got[i].prepared === false) out.push(`${label}: preparation failed: ${JSON.stringify(got[i]).slice(0, 300)}`)
    else out.push(...diff(want[i], got[i]).map((d) => `${label}: ${d}`))
  }
  return out
}
