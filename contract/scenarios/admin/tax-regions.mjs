// /admin/tax-regions, /admin/tax-rates
import { del, get, post, quietly, scenario } from "../../lib/scenario.mjs"

const create = post("/admin/tax-regions", { country_code: "se", provider_id: "tp_system", default_tax_rate: { name: "Moms", code: "moms", rate: 25 }, metadata: { a: 1 } }, { capture: { id: "tax_region.id" } })
const drop = quietly(del("/admin/tax-regions/{{id}}"))
const rate = post("/admin/tax-rates", { tax_region_id: "{{id}}", name: "Food", code: "food", rate: 12, rules: [{ reference: "product_type", reference_id: "{{type_home}}" }] }, { capture: { rate: "tax_rate.id" } })

export default [
  scenario(
    "regions: create, list, retrieve, update, delete",
    create,
    get("/admin/tax-regions?country_code=se"),
    get("/admin/tax-regions/{{id}}"),
    post("/admin/tax-regions/{{id}}", { metadata: { b: 2 } }),
    post("/admin/tax-regions", { country_code: "se", parent_id: "{{id}}", province_code: "se-ab", default_tax_rate: { name: "Local", code: "local", rate: 1, is_combinable: true } }),
    del("/admin/tax-regions/{{id}}"),
    get("/admin/tax-regions/{{id}}")
  ),
  scenario(
    "regions: mistakes",
    post("/admin/tax-regions", {}),
    post("/admin/tax-regions", { country_code: "at" }),
    post("/admin/tax-regions", { country_code: "xx" }),
    post("/admin/tax-regions", { country_code: "no", provider_id: "tp_nothing" }),
    post("/admin/tax-regions", { country_code: "no", default_tax_rate: { name: "x" } }),
    post("/admin/tax-regions", { country_code: "no", nothing: 1 }),
    post("/admin/tax-regions", { country_code: "no", province_code: "no-03" }),
    get("/admin/tax-regions/txreg_nothing")
  ),
  scenario(
    "rates: create, list, retrieve, update, rules, delete",
    quietly(create),
    rate,
    get("/admin/tax-rates?tax_region_id={{id}}&order=code"),
    get("/admin/tax-rates/{{rate}}"),
    post("/admin/tax-rates/{{rate}}", { rate: 6, rules: [{ reference: "product", reference_id: "{{product_book}}" }] }),
    post("/admin/tax-rates/{{rate}}/rules", { reference: "product", reference_id: "{{product_mug}}" }),
    del("/admin/tax-rates/{{rate}}"),
    get("/admin/tax-rates/{{rate}}"),
    post("/admin/tax-rates", { tax_region_id: "{{id}}", name: "Second default", code: "second", rate: 1, is_default: true }),
    post("/admin/tax-rates", {}),
    post("/admin/tax-rates", { tax_region_id: "txreg_nothing", name: "x", code: "x", rate: 1 }),
    drop
  ),
]
