// Asks the oracle every scenario and writes its normalised answers to recorded/.
import fs from "node:fs"
import path from "node:path"
import { parseArgs } from "./lib/args.mjs"
import { loadScenarios, prepare, RECORDED, recordingOf, runScenario, titleOf } from "./lib/run.mjs"

const args = parseArgs(process.argv.slice(2), {
  url: "http://localhost:9100",
  email: "admin@test.dev",
  password: "supersecret",
  only: "",
})

const scenarios = await loadScenarios(args.only)
const server = await prepare(args)
const files = new Map()
let broken = 0
for (const s of scenarios) {
  const answers = await runScenario(server, s)
  const last = answers.at(-1)
  if (last?.prepared === false || last?.missing) {
    broken++
    console.log(`BROKEN ${titleOf(s)}\n    ${JSON.stringify(last).slice(0, 600)}`)
  }
  // What the oracle breaks on is no contract.
  for (const a of answers) if (a.status >= 500) console.log(`ANSWERED ${a.status} ${titleOf(s)}: ${a.request}`)
  if (!files.has(s.file)) files.set(s.file, {})
  files.get(s.file)[s.name] = answers
}
if (!args.only) fs.rmSync(RECORDED, { recursive: true, force: true })
for (const [file, recorded] of files) {
  const target = recordingOf(file)
  // With --only, the other scenarios of a file keep what was recorded.
  const kept = args.only && fs.existsSync(target) ? JSON.parse(fs.readFileSync(target, "utf8")) : {}
  fs.mkdirSync(path.dirname(target), { recursive: true })
  fs.writeFileSync(target, `${JSON.stringify({ ...kept, ...recorded }, null, 1)}\n`)
}
console.log(`${scenarios.length} scenarios recorded in ${files.size} files, ${broken} broken`)
process.exit(broken ? 1 : 0)
