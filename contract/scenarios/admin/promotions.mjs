// /admin/promotions
import { del, get, post, quietly, scenario } from "../../lib/scenario.mjs"

const method = { type: "percentage", target_type: "items", allocation: "across", value: 15 }
const create = (more = {}, options = { capture: { id: "promotion.id" } }) =>
  post("/admin/promotions", { code: "PROMO-{{run}}", type: "standard", status: "active", is_automatic: false, application_method: method, ...more }, options)
const wrong = (more) => create(more, {})
const drop = quietly(del("/admin/promotions/{{id}}"))

export default [
  scenario(
    "create, list, retrieve, update, delete",
    create(),
    get("/admin/promotions?code=PROMO-{{run}}"),
    get("/admin/promotions/{{id}}"),
    post("/admin/promotions/{{id}}", { status: "inactive", application_method: { value: 20 } }),
    del("/admin/promotions/{{id}}"),
    get("/admin/promotions/{{id}}")
  ),
  scenario("fixed, on each item", create({ application_method: { type: "fixed", target_type: "items", allocation: "each", value: 3, max_quantity: 2, currency_code: "eur" } }), drop),
  scenario("with rules", create({ rules: [{ attribute: "currency_code", operator: "eq", values: ["eur"] }], application_method: { ...method, target_rules: [{ attribute: "items.product.id", operator: "in", values: ["{{product_mug}}"] }] } }), get("/admin/promotions/{{id}}/rules"), drop),
  scenario("the setup's", get("/admin/promotions?code[]=CONTRACT10&code[]=CONTRACTDRAFT&order=code&fields=id,code,status,is_automatic,*application_method")),
  scenario(
    "mistakes",
    post("/admin/promotions", {}),
    wrong({ code: "CONTRACT10" }),
    wrong({ type: "other" }),
    wrong({ nothing: 1 }),
    wrong({ application_method: undefined }),
    wrong({ application_method: { ...method, value: 150 } }),
    wrong({ application_method: { ...method, value: "15" } }),
    wrong({ application_method: { type: "fixed", target_type: "items", allocation: "each", value: 5, currency_code: "eur" } }),
    get("/admin/promotions/promo_nothing"),
    post("/admin/promotions/promo_nothing", { status: "active" })
  ),
]
