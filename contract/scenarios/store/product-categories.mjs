// GET /store/product-categories, /store/product-categories/{id}
import { get, scenario } from "../../lib/scenario.mjs"

const mine = "handle[]=contract-clothes&handle[]=contract-shirts&handle[]=contract-hoodies&handle[]=contract-secret&handle[]=contract-asleep"

export default [
  scenario("list: internal and inactive ones stay hidden", get(`/store/product-categories?${mine}&order=handle`)),
  scenario("children of a category", get("/store/product-categories?parent_category_id={{category_clothes}}&order=name&fields=id,name,handle,rank,parent_category_id")),
  scenario("the tree below", get("/store/product-categories?handle=contract-clothes&include_descendants_tree=true")),
  scenario("the way up", get("/store/product-categories/{{category_shirts}}?include_ancestors_tree=true&fields=id,name,parent_category_id,*parent_category")),
  scenario("one", get("/store/product-categories/{{category_clothes}}"), get("/store/product-categories/{{category_hoodies}}?fields=id,*products")),
  scenario("by q", get("/store/product-categories?q=Hoodies&fields=id,name,handle")),
  scenario(
    "mistakes",
    get("/store/product-categories/pcat_nothing"),
    get("/store/product-categories/{{category_secret}}"),
    get("/store/product-categories/{{category_asleep}}"),
    get("/store/product-categories?handle=contract-clothes&fields=nothing")
  ),
]
