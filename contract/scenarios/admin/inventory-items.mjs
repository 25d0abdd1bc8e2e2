// /admin/inventory-items and their levels, /admin/reservations
import { del, get, placedOrder, post, quietly, scenario } from "../../lib/scenario.mjs"

const create = post("/admin/inventory-items", { sku: "SKU-{{run}}", title: "Item", description: "A thing", weight: 5, requires_shipping: true, origin_country: "at", metadata: { a: 1 } }, { capture: { id: "inventory_item.id" } })
const path = "/admin/inventory-items/{{id}}"
const drop = quietly(del(path))
const level = (n) => post(`${path}/location-levels`, { location_id: "{{location}}", stocked_quantity: n, incoming_quantity: 2 })

export default [
  scenario(
    "create, list, retrieve, update, delete",
    create,
    get("/admin/inventory-items?sku=SKU-{{run}}"),
    get("/admin/inventory-items?q=SKU-{{run}}&fields=id,sku"),
    get(path),
    post(path, { title: "Renamed", sku: null, metadata: { b: 2 } }),
    del(path),
    get(path)
  ),
  scenario(
    "levels",
    quietly(create),
    level(10),
    level(10),
    get(`${path}/location-levels`),
    post(`${path}/location-levels/{{location}}`, { stocked_quantity: 7 }),
    get(`${path}?fields=id,stocked_quantity,reserved_quantity,*location_levels`),
    post(`${path}/location-levels/sloc_nothing`, { stocked_quantity: 7 }),
    del(`${path}/location-levels/{{location}}`),
    post(`${path}/location-levels/{{location}}`, { stocked_quantity: 0 }),
    del(`${path}/location-levels/{{location}}`),
    get(`${path}/location-levels`),
    drop
  ),
  scenario(
    "batch of levels",
    quietly(create),
    post("/admin/inventory-items/location-levels/batch", { create: [{ inventory_item_id: "{{id}}", location_id: "{{location}}", stocked_quantity: 3 }] }),
    post("/admin/inventory-items/location-levels/batch", { update: [{ inventory_item_id: "{{id}}", location_id: "{{location}}", stocked_quantity: 4 }] }),
    drop
  ),
  scenario("an item with stock and variants", get("/admin/inventory-items/{{stock_mug}}"), get("/admin/inventory-items/{{stock_mug}}?fields=id,sku,*variants,*location_levels")),
  scenario(
    "an order reserves",
    placedOrder([["shirt_s_black", 2]]),
    get("/admin/orders/{{order}}?fields=id,*items", { quiet: true, capture: { line: "order.items[0].id" } }),
    get("/admin/reservations?line_item_id={{line}}", { ignore: ["reserved_quantity", "stocked_quantity"].map((k) => `reservations.*.inventory_item.${k}`) })
  ),
  scenario(
    "reservations",
    quietly(create, level(10)),
    post("/admin/reservations", { inventory_item_id: "{{id}}", location_id: "{{location}}", quantity: 4, description: "Held" }, { capture: { reservation: "reservation.id" } }),
    get(`${path}?fields=id,reserved_quantity,stocked_quantity,location_levels.available_quantity`),
    post("/admin/reservations", { inventory_item_id: "{{id}}", location_id: "{{location}}", quantity: 7 }),
    post("/admin/reservations/{{reservation}}", { quantity: 1 }),
    get("/admin/reservations/{{reservation}}"),
    del("/admin/reservations/{{reservation}}"),
    get(`${path}?fields=id,reserved_quantity`),
    drop
  ),
  scenario(
    "mistakes",
    post("/admin/inventory-items", { nothing: 1 }),
    post("/admin/inventory-items", { sku: 5 }),
    post("/admin/inventory-items", { sku: "CONTRACT-MUG" }),
    get("/admin/inventory-items/iitem_nothing"),
    post("/admin/inventory-items/iitem_nothing", { title: "x" }),
    post("/admin/inventory-items/iitem_nothing/location-levels", { location_id: "{{location}}" }),
    quietly(create),
    post(`${path}/location-levels`, {}),
    post(`${path}/location-levels`, { location_id: "{{location}}", stocked_quantity: -1 }),
    post(`${path}/location-levels`, { location_id: "{{location}}", stocked_quantity: "1" }),
    drop
  ),
]
