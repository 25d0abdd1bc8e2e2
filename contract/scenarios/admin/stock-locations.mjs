// /admin/stock-locations, /admin/fulfillment-sets, /admin/shipping-profiles, /admin/shipping-options
import { del, get, post, quietly, scenario } from "../../lib/scenario.mjs"

const location = post("/admin/stock-locations", { name: "Place {{run}}", address: { address_1: "1 Dock", city: "Wien", country_code: "at" }, metadata: { a: 1 } }, { capture: { id: "stock_location.id" } })
const set = post("/admin/stock-locations/{{id}}/fulfillment-sets?fields=id,*fulfillment_sets", { name: "Set {{run}}", type: "shipping" }, { capture: { set: "stock_location.fulfillment_sets[0].id" } })
const zone = post(
  "/admin/fulfillment-sets/{{set}}/service-zones",
  { name: "Zone {{run}}", geo_zones: [{ type: "country", country_code: "se" }, { type: "province", country_code: "us", province_code: "us-tx" }] },
  { capture: { zone: "fulfillment_set.service_zones[0].id" } }
)
const profile = post("/admin/shipping-profiles", { name: "Profile {{run}}", type: "type-{{run}}", metadata: { a: 1 } }, { capture: { profile: "shipping_profile.id" } })
const provider = post("/admin/stock-locations/{{id}}/fulfillment-providers", { add: ["manual_manual"] })
const dropLocation = quietly(del("/admin/stock-locations/{{id}}"))
const option = (more) =>
  post(
    "/admin/shipping-options",
    {
      name: "Option {{run}}",
      service_zone_id: "{{zone}}",
      shipping_profile_id: "{{profile}}",
      provider_id: "manual_manual",
      price_type: "flat",
      type: { label: "Slow", description: "By snail", code: "slow" },
      prices: [{ currency_code: "eur", amount: 4.5 }, { region_id: "{{region_usd}}", amount: 5 }, { currency_code: "eur", amount: 0, rules: [{ attribute: "item_total", operator: "gt", value: 50 }] }],
      rules: [{ attribute: "enabled_in_store", operator: "eq", value: "true" }],
      ...more,
    },
    { capture: { option: "shipping_option.id" } }
  )
const optionWith = (more) => ({ ...option(more), capture: {} })

export default [
  scenario(
    "locations: create, list, retrieve, update, delete",
    location,
    get("/admin/stock-locations?name=Place {{run}}"),
    get("/admin/stock-locations/{{id}}"),
    post("/admin/stock-locations/{{id}}", { name: "Moved {{run}}", address: { address_1: "2 Dock", country_code: "be" } }),
    post("/admin/stock-locations/{{id}}/sales-channels", { add: ["{{channel_other}}"] }),
    get("/admin/stock-locations/{{id}}?fields=id,*sales_channels"),
    post("/admin/stock-locations/{{id}}/sales-channels", { remove: ["{{channel_other}}"] }),
    provider,
    get("/admin/stock-locations/{{id}}?fields=id,*fulfillment_providers"),
    del("/admin/stock-locations/{{id}}"),
    get("/admin/stock-locations/{{id}}")
  ),
  scenario(
    "locations: mistakes",
    post("/admin/stock-locations", { name: "x", address: { city: "Wien" } }),
    post("/admin/stock-locations", { name: "x", nothing: 1 }),
    get("/admin/stock-locations/sloc_nothing"),
    post("/admin/stock-locations/sloc_nothing", { name: "x" })
  ),
  scenario(
    "fulfilment sets and service zones",
    quietly(location),
    set,
    zone,
    get("/admin/fulfillment-sets/{{set}}/service-zones/{{zone}}"),
    post("/admin/fulfillment-sets/{{set}}/service-zones/{{zone}}", { name: "Zone two {{run}}", geo_zones: [{ type: "country", country_code: "no" }] }),
    get("/admin/stock-locations/{{id}}?fields=id,*fulfillment_sets,*fulfillment_sets.service_zones,*fulfillment_sets.service_zones.geo_zones"),
    post("/admin/fulfillment-sets/{{set}}/service-zones", { name: "Zone three {{run}}", geo_zones: [{ type: "planet", country_code: "no" }] }),
    post("/admin/fulfillment-sets/{{set}}/service-zones", {}),
    post("/admin/fulfillment-sets/fuset_nothing/service-zones", { name: "Zone four {{run}}" }),
    del("/admin/fulfillment-sets/{{set}}/service-zones/{{zone}}"),
    del("/admin/fulfillment-sets/{{set}}"),
    dropLocation
  ),
  scenario(
    "shipping profiles",
    profile,
    get("/admin/shipping-profiles?name=Profile {{run}}"),
    get("/admin/shipping-profiles/{{profile}}"),
    post("/admin/shipping-profiles/{{profile}}", { name: "Profile two {{run}}" }),
    post("/admin/shipping-profiles", { name: "Profile two {{run}}", type: "x" }),
    post("/admin/shipping-profiles", { name: "x" }),
    del("/admin/shipping-profiles/{{profile}}"),
    get("/admin/shipping-profiles/{{profile}}")
  ),
  scenario(
    "shipping options: create, list, retrieve, update, rules, delete",
    quietly(location, provider, set, zone, profile),
    option(),
    get("/admin/shipping-options/{{option}}"),
    get("/admin/shipping-options?service_zone_id={{zone}}&fields=id,name,price_type,provider_id"),
    get("/admin/shipping-options?id={{shipping_standard}}"),
    post("/admin/shipping-options/{{option}}", { name: "Option two {{run}}", prices: [{ currency_code: "eur", amount: 6 }] }),
    post("/admin/shipping-options/{{option}}/rules/batch", { create: [{ attribute: "is_return", operator: "eq", value: "false" }] }),
    del("/admin/shipping-options/{{option}}"),
    get("/admin/shipping-options/{{option}}"),
    dropLocation
  ),
  scenario(
    "shipping options: mistakes",
    quietly(location, provider, set, zone, profile),
    post("/admin/shipping-options", {}),
    optionWith({ price_type: "other" }),
    optionWith({ provider_id: "nothing" }),
    optionWith({ service_zone_id: "serzo_nothing" }),
    optionWith({ prices: [{ currency_code: "eur" }] }),
    optionWith({ rules: [{ attribute: "x", operator: "like", value: "y" }] }),
    optionWith({ nothing: 1 }),
    get("/admin/shipping-options/so_nothing"),
    dropLocation
  ),
]
