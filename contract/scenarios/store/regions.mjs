// GET /store/regions, /store/regions/{id}
import { get, scenario } from "../../lib/scenario.mjs"

export default [
  scenario("the regions of a currency", get("/store/regions?currency_code=gbp")),
  scenario("some regions, in pages", get("/store/regions?id[]={{region_eur}}&id[]={{region_usd}}&order=name&limit=1&offset=1&fields=id,name")),
  scenario("one region", get("/store/regions/{{region_eur}}"), get("/store/regions/{{region_eur}}?fields=id,name")),
  scenario("fields", get("/store/regions/{{region_eur}}?fields=+payment_providers.id"), get("/store/regions/{{region_eur}}?fields=-countries"), get("/store/regions/{{region_eur}}?fields=*payment_providers")),
  scenario(
    "mistakes",
    get("/store/regions/reg_nothing"),
    get("/store/regions/{{region_eur}}?fields=nothing"),
    get("/store/regions/{{region_eur}}?fields=nothing.name"),
    get("/store/regions/{{region_eur}}?fields=*nothing"),
    get("/store/regions?order=nothing&limit=1"),
    get("/store/regions?limit=abc"),
    get("/store/regions?offset=x"),
    get("/store/regions?nothing=1"),
    get("/store/regions/{{region_eur}}?nothing=1")
  ),
]
