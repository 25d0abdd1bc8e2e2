// GET /store/product-variants, /store/product-variants/{id}
import { get, scenario } from "../../lib/scenario.mjs"

export default [
  scenario("list by sku", get("/store/product-variants?sku[]=CONTRACT-MUG&sku[]=CONTRACT-LAMP&order=sku")),
  scenario("list of a product", get("/store/product-variants?product_id={{product_shirt}}&order=title&fields=id,title,sku")),
  scenario("with price and stock", get("/store/product-variants?sku=CONTRACT-HOODIE&region_id={{region_eur}}&fields=id,sku,*calculated_price,+inventory_quantity")),
  scenario("one", get("/store/product-variants/{{mug}}"), get("/store/product-variants/{{mug}}?region_id={{region_gbp}}&fields=id,*calculated_price")),
  scenario("mistakes", get("/store/product-variants/variant_nothing"), get("/store/product-variants/{{draft}}"), get("/store/product-variants/{{elsewhere}}"), get("/store/product-variants?nothing=1")),
]
