// GET /store/payment-providers
import { get, scenario } from "../../lib/scenario.mjs"

export default [
  scenario("of a region", get("/store/payment-providers?region_id={{region_eur}}")),
  scenario("of no region", get("/store/payment-providers"), get("/store/payment-providers?region_id=reg_nothing")),
]
