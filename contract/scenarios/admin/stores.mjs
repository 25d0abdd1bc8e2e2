// /admin/stores, /admin/sales-channels, /admin/currencies, /admin/price-preferences
import { del, get, post, quietly, scenario } from "../../lib/scenario.mjs"

const created = { capture: { id: "sales_channel.id" } }

export default [
  scenario("store", get("/admin/stores?fields=id,name,*supported_currencies"), get("/admin/stores/{{store}}?fields=id,supported_currencies.currency_code,supported_currencies.is_default")),
  scenario("store mistakes", get("/admin/stores/store_nothing"), post("/admin/stores/{{store}}", { nothing: 1 }), post("/admin/stores/{{store}}", { supported_currencies: [{ currency_code: "eur" }] }), post("/admin/stores/{{store}}", { supported_currencies: [] })),
  scenario("store metadata", post("/admin/stores/{{store}}?fields=id,metadata", { metadata: { contract: 1 } }), post("/admin/stores/{{store}}?fields=id,metadata", { metadata: null })),
  scenario(
    "sales channels: create, list, update, delete",
    post("/admin/sales-channels", { name: "Channel {{run}}", description: "A", is_disabled: true, metadata: { a: 1 } }, created),
    get("/admin/sales-channels/{{id}}"),
    get("/admin/sales-channels?name=Channel {{run}}"),
    post("/admin/sales-channels/{{id}}", { description: "B", is_disabled: false }),
    del("/admin/sales-channels/{{id}}"),
    get("/admin/sales-channels/{{id}}"),
    del("/admin/sales-channels/{{id}}")
  ),
  scenario(
    "sales channels: products",
    quietly(post("/admin/sales-channels", { name: "Channel {{run}}" }, created)),
    post("/admin/sales-channels/{{id}}/products", { add: ["{{product_elsewhere}}"] }),
    get("/admin/products?sales_channel_id={{id}}&fields=id,handle"),
    post("/admin/sales-channels/{{id}}/products", { remove: ["{{product_elsewhere}}"] }),
    get("/admin/products?sales_channel_id={{id}}&fields=id,handle"),
    quietly(del("/admin/sales-channels/{{id}}"))
  ),
  scenario(
    "sales channels: mistakes",
    post("/admin/sales-channels", {}),
    post("/admin/sales-channels", { name: "x", nothing: 1 }),
    post("/admin/sales-channels", { name: "x", is_disabled: "yes" }),
    get("/admin/sales-channels/sc_nothing"),
    post("/admin/sales-channels/sc_nothing", { name: "x" })
  ),
  scenario("currencies", get("/admin/currencies?code[]=eur&code[]=jpy&order=code"), get("/admin/currencies?q=swiss"), get("/admin/currencies/chf"), get("/admin/currencies/nothing"), get("/admin/currencies?limit=2&offset=1&order=name&fields=code")),
  scenario(
    "price preferences",
    post("/admin/price-preferences", { attribute: "currency_code", value: "c{{run}}", is_tax_inclusive: true }, { capture: { id: "price_preference.id" } }),
    get("/admin/price-preferences?value=c{{run}}"),
    post("/admin/price-preferences/{{id}}", { is_tax_inclusive: false }),
    get("/admin/price-preferences/{{id}}"),
    get("/admin/price-preferences?attribute=currency_code&value=gbp&fields=attribute,value,is_tax_inclusive"),
    del("/admin/price-preferences/{{id}}"),
    get("/admin/price-preferences/{{id}}"),
    post("/admin/price-preferences", {}),
    post("/admin/price-preferences", { attribute: "currency_code", value: 5 })
  ),
  scenario("providers", get("/admin/payments/payment-providers"), get("/admin/fulfillment-providers"), get("/admin/fulfillment-providers/manual_manual/options"), get("/admin/tax-providers"), get("/admin/fulfillment-providers?stock_location_id={{location}}")),
]
