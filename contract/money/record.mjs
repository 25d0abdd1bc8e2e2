// Asks the oracle what 500 random carts cost, and what is owed after captures and refunds; writes it to recorded.jsonl, a cart a line.
// For an oracle that has no shop of awkward amounts yet: a freshly migrated one.
import fs from "node:fs"
import { adminToken } from "../lib/client.mjs"
import { parseArgs } from "../lib/args.mjs"
import { playAll, specimens } from "./carts.mjs"
import { setUp } from "./shop.mjs"

const args = parseArgs(process.argv.slice(2), { url: "http://localhost:9100", email: "admin@test.dev", password: "supersecret" })
const token = await adminToken(args.url, args.email, args.password)
const answers = await playAll({ url: args.url, token, records: await setUp(args.url, token) }, specimens())
const failed = answers.filter((a) => a.failed)
for (const { failed: why } of failed.slice(0, 10)) console.log(`FAILED ${why}`)
fs.writeFileSync(new URL("recorded.jsonl", import.meta.url), answers.map((a) => `${JSON.stringify(a)}\n`).join(""))
console.log(`${answers.length - failed.length} passed, ${failed.length} failed`)
process.exit(failed.length ? 1 : 0)
