// What the steps share: counting, cookies, what a refusal looks like, and the tokens that only events carry.
import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"

export const result = { passed: 0, failed: 0 }

export async function step(name, fn) {
  try {
    await fn()
    result.passed++
    console.log(`PASS ${name}`)
  } catch (e) {
    result.failed++
    const told = e.response ? `${e.message}: ${JSON.stringify(e.response.data)}` : String(e.stack ?? e).split("\n").slice(0, 8).join("\n    ")
    console.log(`FAIL ${name}\n    ${told}`)
  }
}

export function finish() {
  console.log(`${result.passed} passed, ${result.failed} failed`)
  process.exit(result.failed ? 1 : 0)
}

// The session's cookie of an answer, as headers of the next call: Node keeps none.
export function cookieOf({ response }) {
  const line = (response.headers["set-cookie"] ?? []).find((c) => c.startsWith("connect.sid="))
  return line ? { Cookie: line.split(";")[0] } : null
}

export const bearer = (token) => ({ Authorization: `Bearer ${token}` })

// Refused with this status and body: a text as it is, or members of an object.
export async function refused(promise, status, body) {
  const error = await promise.then(
    ({ response, ...answer }) => assert.fail(`answered ${response.status} ${JSON.stringify(answer)}`),
    (e) => e
  )
  if (!error.response) throw error
  const { status: got, data } = error.response
  assert.equal(got, status, JSON.stringify(data))
  if (typeof body === "string") assert.equal(data, body)
  else for (const [name, value] of Object.entries(body ?? {})) {
    if (value instanceof RegExp) assert.match(data[name], value)
    else assert.equal(data[name], value, JSON.stringify(data))
  }
}

// A body of plain text: the client spreads it letter by letter.
export const text = ({ response, ...letters }) => Object.values(letters).join("")

// Events as the server delivered them, from the file of STHENO_EVENT_LOG. Deliveries follow the answer, so they are waited for.
export function eventsOf(file) {
  const all = async () =>
    (await readFile(file, "utf8").catch(() => ""))
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line))
  const some = async (name, fits, count = 1) => {
    for (let tries = 0; tries < 200; tries++) {
      const found = (await all()).filter((e) => e.name === name && fits(e.data))
      if (found.length >= count) return found.map((e) => e.data)
      await new Promise((done) => setTimeout(done, 50))
    }
    assert.fail(`no event ${name}`)
  }
  return { all, some, one: async (name, fits) => (await some(name, fits)).at(-1) }
}
