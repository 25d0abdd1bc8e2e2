// GET /store/currencies, /store/currencies/{code}
import { get, scenario } from "../../lib/scenario.mjs"

export default [
  scenario("some currencies", get("/store/currencies?code[]=eur&code[]=jpy&order=code")),
  scenario("a page of currencies", get("/store/currencies?limit=3&offset=2&order=-code")),
  scenario("one currency", get("/store/currencies/eur"), get("/store/currencies/EUR"), get("/store/currencies/xyz")),
]
