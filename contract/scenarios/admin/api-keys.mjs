// /admin/api-keys: create, list, retrieve, update, sales channels, revoke, delete; a secret key as an actor
import { del, get, post, quietly, scenario } from "../../lib/scenario.mjs"

const basic = { as: "none", headers: { authorization: "Basic {{secret}}" } }
const create = (type) => post("/admin/api-keys", { title: "Key {{run}}", type }, { capture: { id: "api_key.id", token: "api_key.token" } })
const drop = [post("/admin/api-keys/{{id}}/revoke", {}), del("/admin/api-keys/{{id}}")]

export default [
  scenario(
    "a publishable key and its channels",
    create("publishable"),
    get("/admin/api-keys/{{id}}"),
    post("/admin/api-keys/{{id}}", { title: "Renamed {{run}}" }),
    post("/admin/api-keys/{{id}}/sales-channels", { add: ["{{channel}}", "{{channel_other}}"] }),
    post("/admin/api-keys/{{id}}/sales-channels", { remove: ["{{channel_other}}"] }),
    get("/admin/api-keys/{{id}}?fields=id,*sales_channels"),
    get("/store/products?limit=1&order=handle&fields=handle", { as: "none", headers: { "x-publishable-api-key": "{{token}}" } }),
    del("/admin/api-keys/{{id}}"),
    drop,
    get("/admin/api-keys/{{id}}")
  ),
  scenario(
    "a secret key works as Basic user, until it is revoked",
    create("secret"),
    get("/admin/api-keys/{{id}}"),
    get("/admin/users/me", { as: "none", headers: { authorization: "Basic {{token}}" } }),
    get("/admin/products?handle=contract-mug&fields=handle", { as: "none", headers: { authorization: "Basic {{token}}" } }),
    get("/admin/products?handle=contract-mug&fields=handle", { as: "none", headers: { authorization: "Bearer {{token}}" } }),
    get("/store/regions?fields=id", { as: "none", headers: { "x-publishable-api-key": "{{token}}" } }),
    post("/admin/api-keys/{{id}}/sales-channels", { add: ["{{channel}}"] }),
    del("/admin/api-keys/{{id}}"),
    post("/admin/api-keys/{{id}}/revoke", {}),
    get("/admin/products?handle=contract-mug&fields=handle", { as: "none", headers: { authorization: "Basic {{token}}" } }),
    post("/admin/api-keys/{{id}}/revoke", {}),
    del("/admin/api-keys/{{id}}")
  ),
  scenario("list", get("/admin/api-keys?title[]=Contract Storefront&title[]=Contract Revoked&order=title"), get("/admin/api-keys?type=publishable&title=Contract Storefront&fields=id,title,type"), get("/admin/api-keys?q=Contract Unl&fields=title")),
  scenario(
    "mistakes",
    post("/admin/api-keys", {}),
    post("/admin/api-keys", { title: "Key {{run}}" }),
    post("/admin/api-keys", { title: "Key {{run}}", type: "other" }),
    post("/admin/api-keys", { title: 5, type: "publishable" }),
    post("/admin/api-keys", { title: "Key {{run}}", type: "publishable", nothing: 1 }),
    get("/admin/api-keys/apk_nothing"),
    post("/admin/api-keys/apk_nothing/revoke", {}),
    quietly(create("publishable")),
    post("/admin/api-keys/{{id}}/sales-channels", { add: ["sc_nothing"] }),
    post("/admin/api-keys/{{id}}/sales-channels", { add: "{{channel}}" }),
    post("/admin/api-keys/{{id}}", {}),
    quietly(drop)
  ),
]
