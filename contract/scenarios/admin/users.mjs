// GET, POST /admin/users
import { get, post, scenario } from "../../lib/scenario.mjs"

export default [
  scenario("me", get("/admin/users/me"), get("/admin/users/me?fields=id,email")),
  scenario("list by email", get("/admin/users?email={{admin_email}}"), get("/admin/users?email=nobody@contract.test")),
  scenario(
    "retrieve and update",
    get("/admin/users/me?fields=id", { capture: { user: "user.id" } }),
    get("/admin/users/{{user}}"),
    post("/admin/users/{{user}}", { first_name: "Admin", metadata: { a: 1 } }),
    post("/admin/users/{{user}}", { first_name: null, metadata: null }),
    post("/admin/users/{{user}}", { first_name: 5 }),
    post("/admin/users/{{user}}", { email: "other@contract.test" }),
    get("/admin/users/user_nothing")
  ),
]
