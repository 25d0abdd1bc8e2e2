// GET /store/products/{id}
import { get, scenario } from "../../../lib/scenario.mjs"

export default [
  scenario("default fields", get("/store/products/{{product_shirt}}")),
  scenario("with a price", get("/store/products/{{product_hoodie}}?region_id={{region_eur}}&fields=*variants.calculated_price,+variants.inventory_quantity")),
  scenario(
    "fields",
    get("/store/products/{{product_shirt}}?fields=id,title"),
    get("/store/products/{{product_shirt}}?fields=title"),
    get("/store/products/{{product_shirt}}?fields=id,variants.title"),
    get("/store/products/{{product_shirt}}?fields=id,*variants"),
    get("/store/products/{{product_shirt}}?fields=id,*categories"),
    get("/store/products/{{product_shirt}}?fields=id,+metadata"),
    get("/store/products/{{product_shirt}}?fields=-variants,-images,-options"),
    get("/store/products/{{product_shirt}}?fields=id,options.title,options.values.value"),
    get("/store/products/{{product_shirt}}?fields=id,variants.options.value,variants.options.option.title"),
    get("/store/products/{{product_shirt}}?fields="),
    get("/store/products/{{product_shirt}}?fields=id,,title,"),
    get("/store/products/{{product_shirt}}?fields= id , title ")
  ),
  scenario(
    "fields that are not there or not allowed",
    get("/store/products/{{product_shirt}}?fields=nothing"),
    get("/store/products/{{product_shirt}}?fields=id,nothing"),
    get("/store/products/{{product_shirt}}?fields=id,variants.nothing"),
    get("/store/products/{{product_shirt}}?fields=id,*nothing"),
    get("/store/products/{{product_shirt}}?fields=+nothing,-variants,-images,-options,-tags"),
    get("/store/products/{{product_shirt}}?fields=id,variants.prices.amount"),
    get("/store/products/{{product_shirt}}?fields=id,*variants.prices"),
    get("/store/products/{{product_shirt}}?fields=id,*sales_channels"),
    get("/store/products/{{product_mug}}?fields=id,*variants.inventory_items.inventory.location_levels"),
    get("/store/products/{{product_shirt}}?fields=id,categories.products.variants.product.categories.products.id")
  ),
  scenario(
    "what the shopper must not see",
    get("/store/products/prod_nothing"),
    get("/store/products/{{product_draft}}"),
    get("/store/products/{{product_elsewhere}}"),
    get("/store/products/{{product_shirt}}?nothing=1")
  ),
]
