// GET /store/product-tags, /store/product-types, each also by id
import { get, scenario } from "../../lib/scenario.mjs"

export default [
  scenario("tags", get("/store/product-tags?value[]=contract-cotton&value[]=contract-new&order=value"), get("/store/product-tags?q=contract-cot")),
  scenario("one tag", get("/store/product-tags/{{tag_new}}"), get("/store/product-tags/ptag_nothing")),
  scenario("types", get("/store/product-types?value[]=contract-home&value[]=contract-apparel&order=-value"), get("/store/product-types?id={{type_home}}&fields=id,value")),
  scenario("one type", get("/store/product-types/{{type_home}}"), get("/store/product-types/ptyp_nothing")),
]
