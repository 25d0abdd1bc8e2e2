// The publishable key that every store route asks for.
import { get, post, scenario } from "../../lib/scenario.mjs"

export default [
  scenario(
    "no key",
    get("/store/products", { as: "none" }),
    get("/store/regions", { as: "none" }),
    post("/store/carts", {}, { as: "none" }),
    get("/store/customers/me", { as: "none" })
  ),
  scenario(
    "keys that are not valid",
    get("/store/products", { as: "none", headers: { "x-publishable-api-key": "pk_wrong" } }),
    get("/store/products", { as: "none", headers: { "x-publishable-api-key": "" } }),
    get("/store/products", { as: "none", headers: { "x-publishable-api-key": "{{key_revoked}}" } }),
    post("/store/carts", {}, { as: "none", headers: { "x-publishable-api-key": "{{key_revoked}}" } })
  ),
  scenario(
    "a key without a channel",
    get("/store/products?fields=id", { as: "none", headers: { "x-publishable-api-key": "{{key_unlinked}}" } }),
    get("/store/regions/{{region_eur}}", { as: "none", headers: { "x-publishable-api-key": "{{key_unlinked}}" } }),
    post("/store/carts", { region_id: "{{region_eur}}" }, { as: "none", headers: { "x-publishable-api-key": "{{key_unlinked}}" } })
  ),
]
