// POST and DELETE /auth/session, POST /auth/token/refresh
import { bearer, customer, del, emailOf, get, PASSWORD, post, scenario } from "../../lib/scenario.mjs"

// In production mode the cookie is for https only, which a proxy vouches for.
const HTTPS = { "x-forwarded-proto": "https" }
const open = (token) => post("/auth/session", {}, { as: "none", headers: { ...HTTPS, authorization: `Bearer ${token}` }, capture: { cookie: "cookie" } })

export default [
  scenario(
    "a customer's session, used and destroyed",
    customer(),
    open("{{token_ann}}"),
    get("/store/customers/me", { headers: { ...HTTPS, cookie: "{{cookie}}" } }),
    get("/admin/users/me", { as: "none", headers: { ...HTTPS, cookie: "{{cookie}}" } }),
    del("/auth/session", { headers: { ...HTTPS, cookie: "{{cookie}}" } }),
    get("/store/customers/me", { headers: { ...HTTPS, cookie: "{{cookie}}" } }),
    del("/auth/session", { headers: { ...HTTPS, cookie: "{{cookie}}" } })
  ),
  scenario(
    "a user's session",
    open("{{admin_token}}"),
    get("/admin/users/me", { as: "none", headers: { ...HTTPS, cookie: "{{cookie}}" } }),
    del("/auth/session", { headers: { ...HTTPS, cookie: "{{cookie}}" } })
  ),
  scenario("a session needs a token", post("/auth/session", {}), post("/auth/session", {}, bearer("forged")), del("/auth/session")),
  scenario(
    "a forged cookie",
    get("/store/customers/me", { headers: { ...HTTPS, cookie: "connect.sid=s%3AnRt2mZ5l9m8sTDkzgHUTgoXBp0wq7zMu.forgedforgedforged" } })
  ),
  scenario(
    "refresh of a customer's token",
    customer(),
    post("/auth/token/refresh", undefined, { ...bearer("{{token_ann}}"), capture: { fresh: "token" } }),
    get("/store/customers/me", { headers: { authorization: "Bearer {{fresh}}" } })
  ),
  scenario("refresh of a user's token", post("/auth/token/refresh", {}, bearer("{{admin_token}}"))),
  scenario(
    "a registration token is refreshed into a customer's",
    post("/auth/customer/emailpass/register", { email: emailOf("ann"), password: PASSWORD }, { capture: { registration: "token" } }),
    post("/store/customers", { email: emailOf("ann") }, { headers: { authorization: "Bearer {{registration}}" } }),
    post("/auth/token/refresh", undefined, bearer("{{registration}}"))
  ),
  scenario("refresh without a token", post("/auth/token/refresh", {}), post("/auth/token/refresh", {}, bearer("forged"))),
]
