// POST /auth/customer/emailpass, /register, /update, /reset-password; GET /auth/customer/providers
import { bearer, customer, emailOf, get, PASSWORD, post, scenario } from "../../lib/scenario.mjs"

const LOGIN = { email: emailOf("ann"), password: PASSWORD }
const path = "/auth/customer/emailpass"

export default [
  scenario(
    "register, create the customer, sign in",
    post(`${path}/register`, LOGIN, { capture: { registration: "token" } }),
    post("/store/customers", { email: emailOf("ann") }, { headers: { authorization: "Bearer {{registration}}" } }),
    post(path, LOGIN, { capture: { token: "token" } }),
    get("/store/customers/me", { as: "store", headers: { authorization: "Bearer {{token}}" } })
  ),
  scenario(
    "a registration token alone is no customer",
    post(`${path}/register`, LOGIN, { capture: { registration: "token" } }),
    get("/store/customers/me", { headers: { authorization: "Bearer {{registration}}" } }),
    post(path, LOGIN)
  ),
  scenario("register twice", customer(), post(`${path}/register`, LOGIN)),
  scenario("register twice, wrong password", customer(), post(`${path}/register`, { ...LOGIN, password: "other" })),
  scenario("wrong password", customer(), post(path, { ...LOGIN, password: "wrong" })),
  scenario("unknown email", post(path, { email: "nobody-{{run}}@contract.test", password: "x" })),
  scenario("email in capitals", customer(), post(path, { ...LOGIN, email: "ANN-{{run}}@CONTRACT.TEST" })),
  scenario(
    "bodies that miss something",
    post(path, {}),
    post(path, { email: emailOf("ann") }),
    post(path, { password: "x" }),
    post(path, { email: 5, password: "x" }),
    post(path, { email: emailOf("ann"), password: 5 }),
    post(path, undefined),
    post(`${path}/register`, {}),
    post(`${path}/register`, { email: emailOf("ann") }),
    post(`${path}/register`, { password: "x" }),
    post(`${path}/register`, { email: "no email", password: "x" }),
    post(`${path}/register`, { email: emailOf("empty"), password: "" })
  ),
  scenario("unknown actor and provider", post("/auth/robot/emailpass", LOGIN), post("/auth/customer/smoke", LOGIN), post("/auth/customer/smoke/register", LOGIN)),
  scenario("providers of an actor", get("/auth/customer/providers"), get("/auth/user/providers"), get("/auth/robot/providers")),
  scenario(
    "reset password",
    customer(),
    post(`${path}/reset-password`, { identifier: emailOf("ann") }),
    post(`${path}/reset-password`, { identifier: "nobody-{{run}}@contract.test" }),
    post(`${path}/reset-password`, {}),
    post(`${path}/reset-password`, { identifier: 5 })
  ),
  scenario(
    "update the password needs a reset token",
    customer(),
    post(`${path}/update`, { password: "new" }),
    post(`${path}/update`, { password: "new" }, bearer("forged")),
    post(`${path}/update`, { password: "new" }, bearer("{{token_ann}}")),
    post(path, LOGIN)
  ),
]
