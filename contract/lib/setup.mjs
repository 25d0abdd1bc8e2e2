// The shop that every scenario finds: made through the admin API, each part only if it is not there yet.
// Returns { name: id } of all its records, plus `key`, the publishable key.
// Prices are such that tax (20, 10 percent) and discounts (10 percent) come out in whole cents.
import { caller } from "./client.mjs"

const REGIONS = {
  region_eur: { name: "Contract Europe", currency_code: "eur", countries: ["at", "be"] },
  region_usd: { name: "Contract Mexico", currency_code: "usd", countries: ["mx"] },
  // Prices in pounds include tax.
  region_gbp: { name: "Contract Guernsey", currency_code: "gbp", countries: ["gg"], is_tax_inclusive: true },
}
const TAX = { at: 20, be: 10, mx: 10, gg: 20 }

export async function setUp(url, token) {
  const call = caller(url, { authorization: `Bearer ${token}` })
  const out = {}
  // The first of a list that has this value, else a new one.
  const ensure = async (name, path, lists, one, field, body, create = path) => {
    const found = (await call("GET", `${path}?limit=1000&fields=id,${field}`))[lists].find((x) => x[field] === body[field])
    out[name] = (found ?? (await call("POST", create, body))[one]).id
    return { id: out[name], fresh: !found }
  }

  await regions(call, ensure, out)
  await ensure("channel", "/admin/sales-channels", "sales_channels", "sales_channel", "name", { name: "Contract Channel", description: "What the contract's key sells" })
  await ensure("channel_other", "/admin/sales-channels", "sales_channels", "sales_channel", "name", { name: "Contract Other Channel" })
  await keys(call, ensure, out)
  await stock(call, ensure, out)
  await taxes(call, out)
  await taxonomy(call, ensure, out)
  await products(call, ensure, out)
  await reducedRate(call, out)
  await priceList(call, out)
  await promotions(call, ensure, out)
  return out
}

async function regions(call, ensure, out) {
  const { stores } = await call("GET", "/admin/stores?fields=id,*supported_currencies")
  out.store = stores[0].id
  const has = new Set(stores[0].supported_currencies.map((c) => c.currency_code))
  if (!["eur", "usd", "gbp"].every((c) => has.has(c))) {
    await call("POST", `/admin/stores/${out.store}`, {
      supported_currencies: ["eur", "usd", "gbp"].map((currency_code) => ({
        currency_code,
        is_default: currency_code === "eur",
        is_tax_inclusive: currency_code === "gbp",
      })),
    })
  }
  for (const [name, region] of Object.entries(REGIONS)) {
    await ensure(name, "/admin/regions", "regions", "region", "name", {
      ...region,
      automatic_taxes: true,
      payment_providers: ["pp_system_default"],
    })
  }
}

async function keys(call, ensure, out) {
  const key = await ensure("key_id", "/admin/api-keys", "api_keys", "api_key", "title", { title: "Contract Storefront", type: "publishable" })
  if (key.fresh) await call("POST", `/admin/api-keys/${key.id}/sales-channels`, { add: [out.channel] })
  const unlinked = await ensure("key_unlinked_id", "/admin/api-keys", "api_keys", "api_key", "title", { title: "Contract Unlinked", type: "publishable" })
  const revoked = await ensure("key_revoked_id", "/admin/api-keys", "api_keys", "api_key", "title", { title: "Contract Revoked", type: "publishable" })
  if (revoked.fresh) {
    await call("POST", `/admin/api-keys/${revoked.id}/sales-channels`, { add: [out.channel] })
    await call("POST", `/admin/api-keys/${revoked.id}/revoke`, {})
  }
  const tokenOf = async (id) => (await call("GET", `/admin/api-keys/${id}`)).api_key.token
  out.key = await tokenOf(key.id)
  out.key_unlinked = await tokenOf(unlinked.id)
  out.key_revoked = await tokenOf(revoked.id)
}

async function stock(call, ensure, out) {
  const location = await ensure("location", "/admin/stock-locations", "stock_locations", "stock_location", "name", {
    name: "Contract Warehouse",
    address: { address_1: "1 Dock Road", city: "Wien", country_code: "at", postal_code: "1020" },
  })
  if (location.fresh) {
    await call("POST", `/admin/stock-locations/${location.id}/sales-channels`, { add: [out.channel] })
    await call("POST", `/admin/stock-locations/${location.id}/fulfillment-providers`, { add: ["manual_manual"] })
    await call("POST", `/admin/stock-locations/${location.id}/fulfillment-sets`, { name: "Contract Delivery", type: "shipping" })
  }
  const ofLocation = async () =>
    (await call("GET", `/admin/stock-locations/${location.id}?fields=id,*fulfillment_sets,*fulfillment_sets.service_zones`)).stock_location
      .fulfillment_sets[0]
  let set = await ofLocation()
  out.fulfillment_set = set.id
  if (!set.service_zones?.length) {
    await call("POST", `/admin/fulfillment-sets/${set.id}/service-zones`, {
      name: "Contract Zone",
      geo_zones: Object.keys(TAX).map((country_code) => ({ type: "country", country_code })),
    })
    set = await ofLocation()
  }
  out.zone = set.service_zones[0].id
  await ensure("profile", "/admin/shipping-profiles", "shipping_profiles", "shipping_profile", "name", { name: "Contract Profile", type: "contract" })
  await ensure("profile_bulky", "/admin/shipping-profiles", "shipping_profiles", "shipping_profile", "name", { name: "Contract Bulky", type: "contract-bulky" })

  const option = (name, code, prices, rules = {}, profile = "profile") =>
    ensure(`shipping_${code}`, "/admin/shipping-options", "shipping_options", "shipping_option", "name", {
      name,
      service_zone_id: out.zone,
      shipping_profile_id: out[profile],
      provider_id: "manual_manual",
      price_type: "flat",
      type: { label: name, description: `${name} delivery`, code: `contract-${code}` },
      prices,
      rules: Object.entries({ enabled_in_store: "true", is_return: "false", ...rules }).map(([attribute, value]) => ({ attribute, operator: "eq", value })),
    })
  const flat = (eur, usd, gbp) => [
    { currency_code: "eur", amount: eur },
    { currency_code: "usd", amount: usd },
    { currency_code: "gbp", amount: gbp },
  ]
  await option("Contract Standard", "standard", flat(5, 6, 6))
  // Free from an item total of 100.
  const dear = { attribute: "item_total", operator: "gte", value: 100 }
  await option("Contract Express", "express", [...flat(10, 12, 12), { currency_code: "eur", amount: 0, rules: [dear] }])
  await option("Contract Return", "return", flat(1, 1, 1), { is_return: "true" })
  await option("Contract Counter", "counter", flat(2, 2, 2), { enabled_in_store: "false" })
}

async function taxes(call, out) {
  const { tax_regions } = await call("GET", "/admin/tax-regions?limit=500&fields=id,country_code")
  for (const [country_code, rate] of Object.entries(TAX)) {
    const found = tax_regions.find((t) => t.country_code === country_code)
    out[`tax_${country_code}`] = (
      found ??
      (
        await call("POST", "/admin/tax-regions", {
          country_code,
          provider_id: "tp_system",
          default_tax_rate: { name: `Contract ${rate}`, code: `contract-${country_code}`, rate },
        })
      ).tax_region
    ).id
  }
}

async function taxonomy(call, ensure, out) {
  const category = (name, handle, fields) =>
    ensure(`category_${name}`, "/admin/product-categories", "product_categories", "product_category", "handle", {
      handle,
      is_active: true,
      is_internal: false,
      ...fields,
    })
  await category("clothes", "contract-clothes", { name: "Clothes", description: "What one wears", metadata: { season: "all" } })
  await category("shirts", "contract-shirts", { name: "Shirts", parent_category_id: out.category_clothes })
  await category("hoodies", "contract-hoodies", { name: "Hoodies", parent_category_id: out.category_clothes })
  await category("secret", "contract-secret", { name: "Secret", is_internal: true })
  await category("asleep", "contract-asleep", { name: "Asleep", is_active: false })
  await ensure("collection_summer", "/admin/collections", "collections", "collection", "handle", { title: "Contract Summer", handle: "contract-summer", metadata: { year: 2026 } })
  await ensure("collection_winter", "/admin/collections", "collections", "collection", "handle", { title: "Contract Winter", handle: "contract-winter" })
  await ensure("type_apparel", "/admin/product-types", "product_types", "product_type", "value", { value: "contract-apparel" })
  await ensure("type_home", "/admin/product-types", "product_types", "product_type", "value", { value: "contract-home" })
  await ensure("tag_cotton", "/admin/product-tags", "product_tags", "product_tag", "value", { value: "contract-cotton" })
  await ensure("tag_new", "/admin/product-tags", "product_tags", "product_tag", "value", { value: "contract-new" })
}

const prices = (eur, usd, gbp) => [
  { currency_code: "eur", amount: eur },
  { currency_code: "usd", amount: usd },
  { currency_code: "gbp", amount: gbp },
]
const variant = (sku, title, options, price, fields = {}) => ({ title, sku, options, manage_inventory: true, prices: prices(...price), ...fields })

// Stock of the shirt is for orders and never shown; that of the others is shown and never taken.
const STOCK = { "CONTRACT-SHIRT": 1_000_000, "CONTRACT-HOODIE": 50, "CONTRACT-MUG": 3, "CONTRACT-LAMP": 0 }

async function products(call, ensure, out) {
  const make = async (name, variants, body) => {
    const { id } = await ensure(`product_${name}`, "/admin/products", "products", "product", "handle", {
      handle: `contract-${name}`,
      status: "published",
      shipping_profile_id: out.profile,
      sales_channels: [{ id: out.channel }],
      ...body,
      variants: Object.values(variants),
    })
    const { product } = await call("GET", `/admin/products/${id}?fields=id,variants.id,variants.sku`)
    for (const [key, v] of Object.entries(variants)) out[`${name}${key && "_"}${key}`] = product.variants.find((x) => x.sku === v.sku).id
  }
  const size = { title: "Size", values: ["S", "M"] }
  const color = { title: "Color", values: ["Black", "White"] }
  await make(
    "shirt",
    {
      s_black: variant("CONTRACT-SHIRT-S-BLACK", "S / Black", { Size: "S", Color: "Black" }, [20, 22, 24], { weight: 200, barcode: "4006381333931" }),
      s_white: variant("CONTRACT-SHIRT-S-WHITE", "S / White", { Size: "S", Color: "White" }, [20, 22, 24]),
      m_black: variant("CONTRACT-SHIRT-M-BLACK", "M / Black", { Size: "M", Color: "Black" }, [25.5, 30, 36]),
    },
    {
      title: "Contract Shirt",
      subtitle: "A shirt",
      description: "A shirt of cotton.",
      weight: 200,
      material: "cotton",
      origin_country: "at",
      hs_code: "6205",
      thumbnail: "https://images.contract.test/shirt-1.jpg",
      images: [1, 2].map((n) => ({ url: `https://images.contract.test/shirt-${n}.jpg` })),
      type_id: out.type_apparel,
      collection_id: out.collection_summer,
      categories: [{ id: out.category_shirts }],
      tags: [{ id: out.tag_cotton }, { id: out.tag_new }],
      options: [size, color],
      metadata: { care: "30" },
    }
  )
  await make(
    "hoodie",
    { "": variant("CONTRACT-HOODIE", "One size", { Size: "One" }, [40, 44, 48]) },
    {
      title: "Contract Hoodie",
      description: "A hoodie, on sale.",
      type_id: out.type_apparel,
      collection_id: out.collection_winter,
      categories: [{ id: out.category_hoodies }, { id: out.category_clothes }],
      tags: [{ id: out.tag_cotton }],
      options: [{ title: "Size", values: ["One"] }],
    }
  )
  const plain = [{ title: "Kind", values: ["Plain"] }]
  const kind = { Kind: "Plain" }
  await make("mug", { "": variant("CONTRACT-MUG", "Plain", kind, [10, 11, 12]) }, { title: "Contract Mug", type_id: out.type_home, options: plain })
  await make(
    "lamp",
    { "": variant("CONTRACT-LAMP", "Plain", kind, [30, 33, 36], { allow_backorder: true }) },
    { title: "Contract Lamp", type_id: out.type_home, options: plain }
  )
  const bookPrices = [...prices(15, 16, 18), { currency_code: "eur", amount: 14, rules: { region_id: out.region_eur } }]
  await make("book", { "": variant("CONTRACT-BOOK", "Plain", kind, [], { manage_inventory: false, prices: bookPrices }) }, { title: "Contract Book", discountable: false, options: plain })
  // No price in dollars or pounds.
  await make(
    "poster",
    { "": { ...variant("CONTRACT-POSTER", "Plain", kind, [0, 0, 0], { manage_inventory: false }), prices: [{ currency_code: "eur", amount: 5 }] } },
    { title: "Contract Poster", options: plain }
  )
  await make("draft", { "": variant("CONTRACT-DRAFT", "Plain", kind, [10, 11, 12]) }, { title: "Contract Draft", status: "draft", options: plain })
  await make(
    "elsewhere",
    { "": variant("CONTRACT-ELSEWHERE", "Plain", kind, [10, 11, 12], { manage_inventory: false }) },
    { title: "Contract Elsewhere", sales_channels: [{ id: out.channel_other }], options: plain }
  )
  await stockLevels(call, out)
}

async function stockLevels(call, out) {
  const { inventory_items } = await call("GET", "/admin/inventory-items?limit=1000&fields=id,sku,location_levels.location_id")
  for (const item of inventory_items) {
    const prefix = Object.keys(STOCK).find((p) => item.sku?.startsWith(p))
    if (!prefix || item.location_levels?.some((l) => l.location_id === out.location)) continue
    await call("POST", `/admin/inventory-items/${item.id}/location-levels`, { location_id: out.location, stocked_quantity: STOCK[prefix] })
  }
  for (const i of inventory_items) {
    if (/^CONTRACT-[A-Z-]+$/.test(i.sku ?? "")) out[`stock_${i.sku.slice("CONTRACT-".length).toLowerCase().replaceAll("-", "_")}`] = i.id
  }
}

// Books are taxed at 5 percent in Belgium.
async function reducedRate(call, out) {
  const { tax_rates } = await call("GET", `/admin/tax-rates?limit=500&tax_region_id=${out.tax_be}&fields=id,code`)
  const found = tax_rates.find((r) => r.code === "contract-books")
  out.rate_books = (
    found ??
    (
      await call("POST", "/admin/tax-rates", {
        tax_region_id: out.tax_be,
        name: "Contract books",
        code: "contract-books",
        rate: 5,
        rules: [{ reference: "product", reference_id: out.product_book }],
      })
    ).tax_rate
  ).id
}

// The hoodie is on sale in euros.
async function priceList(call, out) {
  const { price_lists } = await call("GET", "/admin/price-lists?limit=500&fields=id,title")
  const found = price_lists.find((l) => l.title === "Contract Sale")
  out.price_list = (
    found ??
    (
      await call("POST", "/admin/price-lists", {
        title: "Contract Sale",
        description: "Hoodies for less",
        status: "active",
        type: "sale",
        prices: [{ variant_id: out.hoodie, currency_code: "eur", amount: 30 }],
      })
    ).price_list
  ).id
}

async function promotions(call, ensure, out) {
  const promo = (name, code, application_method, fields = {}) =>
    ensure(`promo_${name}`, "/admin/promotions", "promotions", "promotion", "code", {
      code,
      type: "standard",
      status: "active",
      is_automatic: false,
      application_method,
      ...fields,
    })
  await promo("percent", "CONTRACT10", { type: "percentage", target_type: "items", allocation: "across", value: 10 })
  await promo("each", "CONTRACT2EACH", { type: "fixed", target_type: "items", allocation: "each", value: 2, max_quantity: 2, currency_code: "eur" })
  await promo("order", "CONTRACT5ORDER", { type: "fixed", target_type: "order", allocation: "across", value: 5, currency_code: "eur" })
  await promo("shipping", "CONTRACTSHIP", { type: "percentage", target_type: "shipping_methods", allocation: "across", value: 100 })
  await promo("draft", "CONTRACTDRAFT", { type: "percentage", target_type: "items", allocation: "across", value: 10 }, { status: "draft" })
}
