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
    "list: filters, order, pages",
    quietly(
      post("/admin/customers", { email: "a-{{run}}@contract.test", first_name: "Zoe", last_name: "Q{{run}}", company_name: "One", phone: "+431" }, { capture: { a: "customer.id" } }),
      post("/admin/customers", { email: "b-{{run}}@contract.test", first_name: "Yan", last_name: "Q{{run}}", company_name: "Two", phone: "+432" }, { capture: { b: "customer.id" } }),
      post("/admin/customers", { email: "c-{{run}}@contract.test", first_name: "Xia", last_name: "Q{{run}}", company_name: "Two", phone: "+433" }, { capture: { c: "customer.id" } }),
      post("/admin/customer-groups", { name: "L1 {{run}}" }, { capture: { g1: "customer_group.id" } }),
      post("/admin/customer-groups", { name: "L2 {{run}}" }, { capture: { g2: "customer_group.id" } }),
      post("/admin/customers/{{a}}/customer-groups", { add: ["{{g1}}", "{{g2}}"] }),
      post("/admin/customers/{{b}}/customer-groups", { add: ["{{g2}}"] })
    ),
    ...[
      "q=q{{run}}&order=email",
      "q=q{{run}}&order=-email",
      "q=q{{run}}&order=first_name&limit=1&offset=1",
      "q=q{{run}} two&order=email",
      "last_name=Q{{run}}&company_name=Two&order=email",
      "last_name=Q{{run}}&first_name[]=Zoe&first_name[]=Yan&order=email",
      "email[]=a-{{run}}@contract.test&email[]=c-{{run}}@contract.test&order=email",
      "email=A-{{run}}@contract.test",
      "id[]={{a}}&id[]={{b}}&order=email",
      "last_name[$ilike]=q{{run}}&order=email",
      "groups={{g1}}&order=email",
      "groups[]={{g1}}&groups[]={{g2}}&order=email",
      "groups[id]={{g2}}&order=email",
      "last_name=Q{{run}}&created_at[$gt]=2030-01-01",
      "last_name=Q{{run}}&created_at[$gt]=2020-01-01&order=email",
      "last_name=Q{{run}}&has_account=true",
      "last_name=Q{{run}}&has_account=false&order=email",
      "last_name=Q{{run}}&created_by=nobody",
      "last_name=Q{{run}}&$or[0][first_name]=Zoe&$or[1][first_name]=Xia&order=email",
      "last_name=Q{{run}}&order=groups.name",
    ].map((query) => get(`/admin/customers?fields=id,email&${query}`)),
    get("/admin/customers?last_name=Q{{run}}&order=email&fields=id,email,groups.name"),
    quietly(del("/admin/customers/{{a}}"), del("/admin/customers/{{b}}"), del("/admin/customers/{{c}}"), del("/admin/customer-groups/{{g1}}"), del("/admin/customer-groups/{{g2}}"))
  ),
  scenario(
    "groups: filters, order, pages",
    quietly(
      post("/admin/customer-groups", { name: "F1 {{run}}" }, { capture: { g1: "customer_group.id" } }),
      post("/admin/customer-groups", { name: "F2 {{run}}" }, { capture: { g2: "customer_group.id" } }),
      create,
      post("/admin/customer-groups/{{g1}}/customers", { add: ["{{id}}"] })
    ),
    ...["q={{run}}&order=name", "q={{run}}&order=-name&limit=1", "name[]=F1 {{run}}&name[]=F2 {{run}}&order=-name", "id={{g2}}", "q={{run}}&created_at[$lt]=2020-01-01", "created_by=nobody", "customers={{id}}", "customers[]={{id}}"].map((query) => get(`/admin/customer-groups?fields=id,name&${query}`)),
    del("/admin/customers/{{id}}"),
    get("/admin/customer-groups/{{g1}}?fields=id,name,*customers"),
    get("/admin/customers/{{id}}?fields=id,*groups"),
    quietly(del("/admin/customer-groups/{{g1}}"), del("/admin/customer-groups/{{g2}}"))
  ),
  scenario(
    "groups: members twice, come and go at once, unknown ones",
    quietly(create, group),
    post("/admin/customer-groups/{{group}}/customers", { add: ["{{id}}", "{{id}}"] }),
    post("/admin/customer-groups/{{group}}/customers", { add: ["{{id}}"] }),
    get("/admin/customer-groups/{{group}}?fields=id,customers.id"),
    post("/admin/customer-groups/{{group}}/customers", { remove: ["{{id}}", "cus_nothing"] }),
    get("/admin/customer-groups/{{group}}?fields=id,customers.id"),
    post("/admin/customer-groups/cusgroup_nothing/customers", { add: ["{{id}}"] }),
    post("/admin/customers/cus_nothing/customer-groups", { add: ["{{group}}"] }),
    post("/admin/customers/{{id}}/customer-groups", { add: ["cusgroup_nothing"] }),
    post("/admin/customer-groups/{{group}}/customers", { nothing: 1 }),
    quietly(del("/admin/customer-groups/{{group}}"))
  ),
  scenario("letter case of an email counts", post("/admin/customers", { email: "Ann-{{run}}@Contract.TEST" }), post("/admin/customers", { email: "ann-{{run}}@contract.test" }), post("/admin/customers", { email: " sp-{{run}}@contract.test" }), get("/admin/customers?email=ANN-{{run}}@contract.test&fields=id"), get("/admin/customers?email=Ann-{{run}}@Contract.TEST&fields=email")),
  scenario(
    "addresses: defaults and other customers' ids",
    quietly(create),
    customer("bob"),
    post("/admin/customers/{{id}}/addresses", { ...ADDRESS, is_default_shipping: true, is_default_billing: true }),
    quietly(get("/admin/customers/{{id}}/addresses", { capture: { address: "addresses[0].id" } })),
    post("/admin/customers/{{id}}/addresses?fields=id,addresses.is_default_shipping,addresses.is_default_billing", { ...ADDRESS, is_default_shipping: true }),
    get("/admin/customers/{{customer_bob}}/addresses/{{address}}"),
    post("/admin/customers/cus_nothing/addresses", ADDRESS),
    del("/admin/customers/{{id}}/addresses/cuaddr_nothing?fields=id")
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
