// POST /store/customers; GET, POST /store/customers/me
import { customer, emailOf, get, PASSWORD, placedOrder, post, quietly, scenario } from "../../../lib/scenario.mjs"

const registered = quietly(
  post("/auth/customer/emailpass/register", { email: emailOf("ann"), password: PASSWORD }, { capture: { registration: "token" } })
)
const asRegistered = { headers: { authorization: "Bearer {{registration}}" } }
const me = { as: "customer" }

export default [
  scenario(
    "create with everything",
    registered,
    post(
      "/store/customers",
      { email: emailOf("ann"), first_name: "Ann", last_name: "Contract", company_name: "Contract Ltd", phone: "+43100000", metadata: { a: 1, b: { c: [true, null] } } },
      asRegistered
    )
  ),
  scenario("create twice", registered, post("/store/customers", { email: emailOf("ann") }, asRegistered), post("/store/customers", { email: emailOf("ann") }, asRegistered)),
  scenario(
    "create without a registration",
    post("/store/customers", { email: emailOf("ann") }),
    customer("bob"),
    post("/store/customers", { email: emailOf("bob") }, { as: "customer:bob" })
  ),
  scenario(
    "create with mistakes",
    registered,
    post("/store/customers", {}, asRegistered),
    post("/store/customers", { email: "no email" }, asRegistered),
    post("/store/customers", { email: 5 }, asRegistered),
    post("/store/customers", { email: emailOf("ann"), nothing: true }, asRegistered),
    post("/store/customers", { email: emailOf("ann"), nothing: true, neither: 1 }, asRegistered),
    post("/store/customers", { email: emailOf("ann"), first_name: 5 }, asRegistered),
    post("/store/customers", { email: emailOf("ann"), metadata: "text" }, asRegistered),
    post("/store/customers", "{ not json", asRegistered),
    post("/store/customers", "[]", asRegistered),
    post("/store/customers", '"text"', asRegistered)
  ),
  scenario("retrieve", customer(), get("/store/customers/me", me), get("/store/customers/me?fields=id,email", me), get("/store/customers/me?fields=*groups", me)),
  scenario("retrieve with orders", customer(), placedOrder([["shirt_s_black", 1]], { as: "customer" }), get("/store/customers/me?fields=id,*orders", { ...me, ignore: ["customer.orders.*.version"] })),
  scenario(
    "update",
    customer(),
    post("/store/customers/me", { first_name: "Anna", phone: "+431" }, me),
    post("/store/customers/me", { last_name: null, metadata: { x: 1 } }, me),
    post("/store/customers/me", { metadata: { y: 2 } }, me),
    post("/store/customers/me", { metadata: { x: "" } }, me),
    post("/store/customers/me", {}, me)
  ),
  scenario(
    "update with mistakes",
    customer(),
    post("/store/customers/me", { email: "other@contract.test" }, me),
    post("/store/customers/me", { first_name: 5 }, me),
    post("/store/customers/me", { has_account: false }, me)
  ),
]
