// GET /store/collections, /store/collections/{id}
import { get, scenario } from "../../lib/scenario.mjs"

const both = "id[]={{collection_summer}}&id[]={{collection_winter}}"

export default [
  scenario("list", get(`/store/collections?${both}&order=title`), get(`/store/collections?${both}&order=-title&limit=1`)),
  scenario("by handle", get("/store/collections?handle=contract-summer")),
  scenario("by q", get("/store/collections?q=contract sum")),
  scenario("one", get("/store/collections/{{collection_summer}}"), get("/store/collections/{{collection_summer}}?fields=id,title,metadata")),
  scenario("with its products", get("/store/collections/{{collection_winter}}?fields=id,*products")),
  scenario(
    "too many relations",
    get("/store/collections/{{collection_winter}}?fields=id,*products.variants.inventory_items.inventory.location_levels"),
    get("/store/collections?handle=contract-winter&fields=id,*products.variants.inventory_items.inventory.location_levels,*products.variants.options"),
    get("/store/collections/{{collection_winter}}?fields=id,*products.variants.options.option.values.nothing")
  ),
  scenario("mistakes", get("/store/collections/pcol_nothing"), get("/store/collections/{{collection_summer}}?fields=nothing")),
]
