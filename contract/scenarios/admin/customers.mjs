// /admin/customers, /admin/customer-groups
import { ADDRESS, customer, del, emailOf, get, post, quietly, scenario } from "../../lib/scenario.mjs"

const create = post("/admin/customers", { email: emailOf("ann"), first_name: "Ann", last_name: "Contract", company_name: "Ltd", phone: "+43", metadata: { a: 1 } }, { capture: { id: "customer.id" } })
const group = post("/admin/customer-groups", { name: "Group {{run}}", metadata: { a: 1 } }, { capture: { group: "customer_group.id" } })

export default [
  scenario(
    "create, list, retrieve, update, delete",
    create,
    get("/admin/customers?email=ann-{{run}}@contract.test"),
    get("/admin/customers?q=ann-{{run}}&fields=id,email"),
    get("/admin/customers/{{id}}"),
    post("/admin/customers/{{id}}", { first_name: "Anna", metadata: { b: 2 }, company_name: null }),
    del("/admin/customers/{{id}}"),
    get("/admin/customers/{{id}}")
  ),
  scenario("one with an account", customer(), get("/admin/customers/{{customer_ann}}"), get("/admin/customers?id={{customer_ann}}&has_account=true&fields=id,has_account"), get("/admin/customers?id={{customer_ann}}&has_account=false&fields=id")),
  scenario("a guest and an account may share an email, two accounts may not", customer(), post("/admin/customers", { email: emailOf("ann") }), post("/admin/customers", { email: emailOf("ann") })),
  scenario("with the dashboard's fields", quietly(create), get("/admin/customers?email=ann-{{run}}@contract.test&fields=*groups&limit=20&offset=0")),
  scenario(
    "addresses",
    quietly(create),
    post("/admin/customers/{{id}}/addresses", { ...ADDRESS, is_default_shipping: true }),
    get("/admin/customers/{{id}}/addresses", { capture: { address: "addresses[0].id" } }),
    post("/admin/customers/{{id}}/addresses/{{address}}", { city: "Graz" }),
    get("/admin/customers/{{id}}/addresses/{{address}}"),
    del("/admin/customers/{{id}}/addresses/{{address}}"),
    get("/admin/customers/{{id}}?fields=id,*addresses")
  ),
  scenario(
    "groups: create, list, retrieve, update, delete",
    group,
    get("/admin/customer-groups?name=Group {{run}}"),
    get("/admin/customer-groups/{{group}}"),
    post("/admin/customer-groups/{{group}}", { name: "Renamed {{run}}", metadata: { b: 2 } }),
    post("/admin/customer-groups", { name: "Renamed {{run}}" }),
    del("/admin/customer-groups/{{group}}"),
    get("/admin/customer-groups/{{group}}")
  ),
  scenario(
    "groups: their customers",
    quietly(create, group),
    post("/admin/customer-groups/{{group}}/customers", { add: ["{{id}}"] }),
    get("/admin/customer-groups/{{group}}?fields=id,name,*customers"),
    get("/admin/customers?groups={{group}}&fields=id,*groups"),
    post("/admin/customer-groups/{{group}}/customers", { remove: ["{{id}}"] }),
    post("/admin/customers/{{id}}/customer-groups", { add: ["{{group}}"] }),
    get("/admin/customers/{{id}}?fields=id,groups.name"),
    post("/admin/customer-groups/{{group}}/customers", { add: ["cus_nothing"] }),
    quietly(del("/admin/customer-groups/{{group}}"))
  ),
  scenario(
    "mistakes",
    post("/admin/customers", { email: "no email" }),
    post("/admin/customers", { email: 5 }),
    post("/admin/customers", { nothing: 1 }),
    get("/admin/customers/cus_nothing"),
    post("/admin/customers/cus_nothing", { first_name: "x" }),
    get("/admin/customers?nothing=1"),
    post("/admin/customer-groups", {}),
    post("/admin/customer-groups", { name: "x", nothing: 1 }),
    get("/admin/customer-groups/cusgroup_nothing")
  ),
]
