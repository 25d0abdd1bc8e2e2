// GET /store/products
import { get, scenario } from "../../../lib/scenario.mjs"

const names = "fields=id,handle,title"

export default [
  scenario("default fields", get("/store/products?handle=contract-shirt"), get("/store/products?handle=contract-mug")),
  scenario("only published products of the key's channels", get(`/store/products?order=handle&${names}`)),
  scenario(
    "pages and order",
    get(`/store/products?order=handle&limit=2&offset=1&${names}`),
    get(`/store/products?order=-title&limit=2&${names}`),
    get(`/store/products?order=title&limit=0&${names}`),
    get(`/store/products?order=created_at&limit=3&${names}`),
    get(`/store/products?order=id&offset=1000&${names}`)
  ),
  scenario(
    "filters",
    get(`/store/products?order=handle&collection_id={{collection_summer}}&${names}`),
    get(`/store/products?order=handle&collection_id[]={{collection_summer}}&collection_id[]={{collection_winter}}&${names}`),
    get(`/store/products?order=handle&type_id={{type_home}}&${names}`),
    get(`/store/products?order=handle&tag_id={{tag_cotton}}&${names}`),
    get(`/store/products?order=handle&category_id={{category_clothes}}&${names}`),
    get(`/store/products?order=handle&id[]={{product_mug}}&id[]={{product_lamp}}&${names}`),
    get(`/store/products?order=handle&title=Contract Mug&${names}`),
    get(`/store/products?order=handle&handle[]=contract-mug&handle[]=contract-draft&${names}`),
    get(`/store/products?order=handle&created_at[$gt]=2020-01-01T00:00:00.000Z&limit=1&${names}`),
    get(`/store/products?order=handle&created_at[$lt]=2020-01-01T00:00:00.000Z&${names}`),
    get(`/store/products?order=handle&variants[sku]=CONTRACT-MUG&${names}`)
  ),
  scenario(
    "search",
    get(`/store/products?order=handle&q=contract shirt&${names}`),
    get(`/store/products?order=handle&q=CONTRACT-SHIRT-M&${names}`),
    get(`/store/products?order=handle&q=contract-sum&${names}`),
    get(`/store/products?order=handle&q=%&limit=2&${names}`.replace("%", "nothing like this"))
  ),
  scenario(
    "calculated prices in the storefront's fields",
    get(
      "/store/products?id[]={{product_mug}}&id[]={{product_hoodie}}&id[]={{product_lamp}}&order=handle&region_id={{region_eur}}&fields=*variants.calculated_price,+variants.inventory_quantity,*variants.images,+metadata,+tags,"
    )
  ),
  scenario(
    "calculated prices by region, country and cart",
    get("/store/products?handle=contract-hoodie&region_id={{region_usd}}&fields=id,*variants.calculated_price"),
    get("/store/products?handle=contract-hoodie&region_id={{region_gbp}}&fields=id,*variants.calculated_price"),
    get("/store/products?handle=contract-hoodie&region_id={{region_eur}}&country_code=at&fields=id,*variants.calculated_price"),
    get("/store/products?handle=contract-mug&region_id={{region_gbp}}&country_code=gg&fields=id,*variants.calculated_price"),
    get("/store/products?handle=contract-book&region_id={{region_eur}}&country_code=be&fields=id,*variants.calculated_price"),
    get("/store/products?handle=contract-poster&region_id={{region_usd}}&fields=id,*variants.calculated_price")
  ),
  scenario(
    "calculated prices without a region",
    get("/store/products?handle=contract-mug&fields=id,*variants.calculated_price"),
    get("/store/products?handle=contract-mug&region_id=reg_nothing&fields=id,*variants.calculated_price")
  ),
  scenario("inventory quantity", get("/store/products?id[]={{product_mug}}&id[]={{product_book}}&id[]={{product_lamp}}&order=handle&fields=handle,variants.sku,variants.inventory_quantity")),
  scenario(
    "mistakes",
    get("/store/products?nothing=1"),
    get("/store/products?limit=many"),
    get("/store/products?order=nothing&limit=1"),
    get("/store/products?order=nothing.title&limit=1"),
    get("/store/products?status=draft"),
    get("/store/products?sales_channel_id={{channel_other}}&fields=id"),
    get("/store/products?id=prod_nothing")
  ),
]
