// GET, POST /store/customers/me/addresses; GET, POST, DELETE /store/customers/me/addresses/{address_id}
import { ADDRESS, customer, del, get, post, scenario } from "../../../lib/scenario.mjs"

const me = { as: "customer" }
const path = "/store/customers/me/addresses"
const created = { as: "customer", capture: { address: "customer.addresses[0].id" } }

export default [
  scenario(
    "create, list, retrieve, update, delete",
    customer(),
    post(path, { ...ADDRESS, address_name: "Home", metadata: { floor: 2 } }, created),
    get(path, me),
    get(`${path}/{{address}}`, me),
    post(`${path}/{{address}}`, { city: "Graz", address_name: "Work" }, me),
    del(`${path}/{{address}}`, me),
    get(path, me),
    get(`${path}/{{address}}`, me)
  ),
  scenario(
    "the default moves",
    customer(),
    post(path, { ...ADDRESS, is_default_shipping: true, is_default_billing: true }, created),
    post(path, { ...ADDRESS, city: "Linz", is_default_shipping: true }, me),
    get(`${path}?order=city&fields=id,city,is_default_shipping,is_default_billing`, me),
    post(`${path}/{{address}}`, { is_default_shipping: true }, me)
  ),
  scenario("pages", customer(), post(path, ADDRESS, me), post(path, { ...ADDRESS, city: "Linz" }, me), get(`${path}?limit=1&offset=1&order=city&fields=id,city`, me), get(`${path}?city=Linz&fields=city`, me), get(`${path}?q=lin&fields=city`, me)),
  scenario("an empty address", customer(), post(path, {}, me)),
  scenario(
    "an address of another customer",
    customer("ann"),
    customer("bob"),
    post(path, ADDRESS, { as: "customer:ann", capture: { address: "customer.addresses[0].id" } }),
    get(`${path}/{{address}}`, { as: "customer:bob" }),
    post(`${path}/{{address}}`, { city: "Graz" }, { as: "customer:bob" }),
    del(`${path}/{{address}}`, { as: "customer:bob" }),
    get(`${path}/{{address}}`, { as: "customer:ann" })
  ),
  scenario(
    "mistakes",
    customer(),
    get(path),
    post(path, ADDRESS),
    get(`${path}/cuaddr_nothing`, me),
    post(`${path}/cuaddr_nothing`, { city: "Graz" }, me),
    del(`${path}/cuaddr_nothing`, me),
    post(path, { ...ADDRESS, nothing: 1 }, me),
    post(path, { ...ADDRESS, city: 5, is_default_shipping: "yes" }, me)
  ),
]
