// One question of query.json to the original's own query.graph, inside its process: `medusa exec` runs this for
// `bench/query`. QUESTION is its number, ROUNDS how often it is asked. Prints one line of JSON. What it refuses with a count
// is asked again without one.
const questions = require(process.env.QUESTIONS)

async function measured(query, config) {
  const times = []
  let answer
  for (let n = 0; n < Number(process.env.ROUNDS) + 1; n++) {
    const start = performance.now()
    answer = await query.graph(structuredClone(config))
    if (n) times.push(performance.now() - start)
  }
  const { data, metadata } = answer
  const ms = times.sort((a, b) => a - b)[times.length >> 1]
  return { rows: data.length, count: metadata?.count, first: data[0]?.id, ms }
}

exports.default = async ({ container }) => {
  const query = container.resolve("query")
  const { name, ...config } = questions[Number(process.env.QUESTION)]
  const out = { name }
  try {
    Object.assign(out, await measured(query, config))
  } catch (error) {
    out.refused = error.message.slice(0, 200)
    const { skip, ...pagination } = config.pagination
    try {
      out.without_count = await measured(query, { ...config, pagination })
    } catch (error) {
      out.without_count = { refused: error.message.slice(0, 200) }
    }
  }
  console.log(`ANSWER ${JSON.stringify(out)}`)
}
