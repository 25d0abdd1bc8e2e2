// Run by `medusa exec`: asks the original's own graph. Arguments: a file with a list of { entity, fields, filters }, and the file
// that gets the list of answers, { error } where a question was refused.
import fs from "node:fs"

export default async function ask({ container, args: [questions, answers] }) {
  const query = container.resolve("query")
  const out = []
  for (const question of JSON.parse(fs.readFileSync(questions, "utf8"))) {
    out.push(await query.graph(question).then((answer) => answer.data, (error) => ({ error: error.message })))
  }
  fs.writeFileSync(answers, JSON.stringify(out))
}
