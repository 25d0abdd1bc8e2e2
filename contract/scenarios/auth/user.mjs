// POST /auth/user/emailpass, /register and the routes that a user without an account may not see.
import { bearer, customer, get, post, scenario } from "../../lib/scenario.mjs"

export default [
  scenario("wrong password", post("/auth/user/emailpass", { email: "{{admin_email}}", password: "wrong" })),
  scenario(
    "a registered user without an account",
    post("/auth/user/emailpass/register", { email: "user-{{run}}@contract.test", password: "secret" }, { capture: { token: "token" } }),
    get("/admin/users/me", bearer("{{token}}")),
    get("/admin/products", bearer("{{token}}")),
    post("/auth/user/emailpass", { email: "user-{{run}}@contract.test", password: "secret" })
  ),
  scenario("a customer is no user", customer(), get("/admin/users/me", bearer("{{token_ann}}")), get("/admin/orders", bearer("{{token_ann}}"))),
  scenario(
    "a user is no customer",
    get("/store/customers/me", { headers: { authorization: "Bearer {{admin_token}}" } }),
    get("/store/orders", { headers: { authorization: "Bearer {{admin_token}}" } })
  ),
  scenario(
    "no, bad and forged tokens",
    get("/admin/products", { as: "none" }),
    get("/admin/products", bearer("nonsense")),
    get("/admin/products", bearer("")),
    get("/admin/products", {
      // Well formed, with a signature that is not ours.
      ...bearer(
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhY3Rvcl9pZCI6InVzZXJfMDFBIiwiYWN0b3JfdHlwZSI6InVzZXIiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDAwMDAwMDAwMH0.kS3aO7xqSxwJ8m8JQjT0sT7gq3v1n1mYb1b8o0o2v1A"
      ),
    }),
    // alg none
    get("/admin/products", bearer("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJhY3Rvcl9pZCI6InVzZXJfMDFBIiwiYWN0b3JfdHlwZSI6InVzZXIifQ.")),
    get("/admin/products", { as: "none", headers: { authorization: "Basic bm9uc2Vuc2U6" } }),
    get("/admin/products", { as: "none", headers: { authorization: "Token {{admin_token}}" } }),
    get("/store/customers/me"),
    get("/store/customers/me", { headers: { authorization: "Bearer nonsense" } }),
    get("/store/products?limit=1&fields=id", { headers: { authorization: "Bearer nonsense" } })
  ),
  scenario("health", get("/health")),
  scenario(
    "a route that does not exist",
    get("/admin/nothing"),
    get("/admin/nothing", { as: "none" }),
    get("/store/nothing"),
    get("/store/nothing", { as: "none" }),
    get("/nothing"),
    post("/store/regions", {})
  ),
]
