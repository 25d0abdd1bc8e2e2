// /admin/regions: create, list, retrieve, update, delete
import { del, get, post, quietly, scenario } from "../../lib/scenario.mjs"

const body = { name: "Region {{run}}", currency_code: "sek", countries: ["se", "no"], payment_providers: ["pp_system_default"], automatic_taxes: false, metadata: { a: 1 } }
const created = { capture: { id: "region.id" } }
const drop = del("/admin/regions/{{id}}")

export default [
  scenario(
    "create, retrieve, update, delete",
    post("/admin/regions", body, created),
    get("/admin/regions/{{id}}"),
    post("/admin/regions/{{id}}", { name: "Renamed {{run}}", countries: ["se"], currency_code: "nok" }),
    post("/admin/regions/{{id}}", { payment_providers: [], metadata: { b: 2 }, automatic_taxes: true }),
    drop,
    get("/admin/regions/{{id}}"),
    drop
  ),
  scenario("the least", post("/admin/regions", { name: "Region {{run}}", currency_code: "SEK" }, created), quietly(drop)),
  scenario("countries are free again after a delete", quietly(post("/admin/regions", body, created), drop), post("/admin/regions", body, created), quietly(drop)),
  scenario("list", get("/admin/regions?id[]={{region_eur}}&id[]={{region_gbp}}&order=name"), get("/admin/regions?q=Contract Mex&fields=id,name,currency_code"), get("/admin/regions?currency_code=gbp&fields=name,*countries")),
  scenario("tax inclusive prices are a preference", post("/admin/regions", { ...body, is_tax_inclusive: true }, created), get("/admin/price-preferences?attribute=region_id&value={{id}}"), quietly(drop)),
  scenario(
    "mistakes",
    post("/admin/regions", {}),
    post("/admin/regions", { name: "Region {{run}}" }),
    post("/admin/regions", { ...body, name: 5 }),
    post("/admin/regions", { ...body, nothing: 1 }),
    post("/admin/regions", { ...body, countries: ["xx"] }),
    post("/admin/regions", { ...body, countries: ["at"] }),
    quietly(post("/admin/regions", { ...body, countries: ["se"] }, created)),
    post("/admin/regions", body),
    quietly(drop),
    post("/admin/regions/{{region_usd}}", { countries: ["at"] }),
    get("/admin/regions/reg_nothing"),
    post("/admin/regions/reg_nothing", { name: "x" }),
    del("/admin/regions/reg_nothing")
  ),
]
