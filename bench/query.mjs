// The questions of query.json to a server of ours: node query.mjs URL EMAIL PASSWORD ROUNDS. Prints one line of JSON each.
import { readFileSync } from "node:fs"

const [url, email, password, rounds] = process.argv.slice(2)
const questions = JSON.parse(readFileSync(new URL("query.json", import.meta.url)))

async function post(path, body, token) {
  const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) }
  const answer = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(text.slice(0, 200))
  return [JSON.parse(text), text.length]
}

const [{ token }] = await post("/auth/user/emailpass", { email, password })
for (const { name, ...question } of questions) {
  const out = { name }
  try {
    const times = []
    for (let n = 0; n < Number(rounds) + 1; n++) {
      const start = performance.now()
      const [{ data, metadata }, bytes] = await post("/admin/query", question, token)
      if (n) times.push(performance.now() - start)
      Object.assign(out, { rows: data.length, count: metadata?.count, first: data[0]?.id, bytes })
    }
    out.ms = times.sort((a, b) => a - b)[times.length >> 1]
  } catch (error) {
    out.refused = error.message
  }
  console.log(JSON.stringify(out))
}
