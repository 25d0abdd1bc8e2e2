// The shop of awkward amounts: four currencies of 0 to 3 decimals, prices with and without tax, taxes that do not come out even,
// promotions of every kind. Made through the admin API on an empty part of any server; returns { name: id } and `key`.
import { caller } from "../lib/client.mjs"

export const REGIONS = {
  euro: { currency: "eur", decimals: 2, inclusive: false, places: [{ country_code: "fi" }, { country_code: "pt" }] },
  krona: { currency: "sek", decimals: 2, inclusive: true, places: [{ country_code: "se" }] },
  dollar: {
    currency: "usd",
    decimals: 2,
    inclusive: false,
    places: [{ country_code: "us", province: "us-ny" }, { country_code: "us", province: "us-ca" }, { country_code: "us" }],
  },
  yen: { currency: "jpy", decimals: 0, inclusive: false, places: [{ country_code: "jp" }] },
  dinar: { currency: "kwd", decimals: 3, inclusive: true, places: [{ country_code: "kw" }] },
}

// Per place: the rate of most things, and that of books. Provinces add to their country where they may.
const TAXES = [
  { country_code: "fi", rate: 25.5, books: 13.5 },
  { country_code: "pt", rate: 23, books: 6 },
  { country_code: "se", rate: 25, books: 6 },
  { country_code: "us", rate: 2.9, provinces: [{ code: "us-ny", rate: 8.875, combines: true }, { code: "us-ca", rate: 7.25, combines: false }] },
  { country_code: "jp", rate: 10, books: 8 },
  { country_code: "kw", rate: 5.333 },
]

// Prices in eur, sek, usd, jpy, kwd.
export const PRODUCTS = {
  pen: { small: [0.99, 11.9, 1.05, 149, 0.335], large: [2.35, 27.5, 2.49, 380, 0.815] },
  book: { soft: [13.37, 149.9, 14.95, 2199, 4.205], hard: [29.95, 329, 31.49, 4801, 9.999] },
  lamp: { desk: [47.11, 519.5, 49.99, 7333, 15.125], floor: [129.03, 1399, 139.49, 19999, 42.007] },
  gift: { card: [17.5, 199, 18.25, 2750, 5.555], box: [3.33, 39.9, 3.67, 517, 1.111] },
  sock: { wool: [7.77, 88.8, 8.08, 1234, 2.345], silk: [11.11, 125, 12.12, 1817, 3.7] },
}
const CURRENCIES = ["eur", "sek", "usd", "jpy", "kwd"]
export const VARIANTS = Object.entries(PRODUCTS).flatMap(([product, kinds]) => Object.keys(kinds).map((kind) => `${product}_${kind}`))

const SHIPPING = { parcel: [5.49, 59, 6.05, 770, 1.905], courier: [14.9, 165.5, 15.99, 2310, 4.99] }
export const OPTIONS = Object.keys(SHIPPING)

const items = (method, rest) => ({ target_type: "items", ...method, ...rest })
// A code holds in its currency, or in all.
export const PROMOTIONS = {
  MONEYTENTH: { method: items({ type: "percentage", allocation: "across", value: 10 }) },
  MONEYTHIRD: { method: items({ type: "percentage", allocation: "each", value: 33.33, max_quantity: 2 }) },
  MONEYSOCKS: { method: items({ type: "percentage", allocation: "across", value: 12.5 }), only: "sock" },
  MONEYEACH: { currency: "eur", method: items({ type: "fixed", allocation: "each", value: 1.11, max_quantity: 3 }) },
  MONEYACROSS: { currency: "usd", method: items({ type: "fixed", allocation: "across", value: 7.77 }) },
  MONEYGROSS: { currency: "sek", inclusive: true, method: items({ type: "fixed", allocation: "across", value: 50 }) },
  MONEYORDER: { currency: "eur", method: { type: "fixed", target_type: "order", allocation: "across", value: 12.34 } },
  MONEYYEN: { currency: "jpy", method: { type: "fixed", target_type: "order", allocation: "across", value: 100 } },
  MONEYPOST: { method: { type: "percentage", target_type: "shipping_methods", allocation: "across", value: 50 } },
  MONEYSTAMP: { currency: "eur", method: { type: "fixed", target_type: "shipping_methods", allocation: "across", value: 2.5 } },
}
export const codesFor = (currency) => Object.keys(PROMOTIONS).filter((code) => (PROMOTIONS[code].currency ?? currency) === currency)

export async function setUp(url, token) {
  const call = caller(url, { authorization: `Bearer ${token}` })
  const out = {}
  const make = async (name, path, one, body) => {
    out[name] = (await call("POST", path, body))[one].id
    return out[name]
  }
  await regions(call, make)
  await make("channel", "/admin/sales-channels", "sales_channel", { name: "Money Channel" })
  await make("key_id", "/admin/api-keys", "api_key", { title: "Money Storefront", type: "publishable" })
  await call("POST", `/admin/api-keys/${out.key_id}/sales-channels`, { add: [out.channel] })
  out.key = (await call("GET", `/admin/api-keys/${out.key_id}`)).api_key.token
  await make("profile", "/admin/shipping-profiles", "shipping_profile", { name: "Money Profile", type: "money" })
  await products(call, make, out)
  await shipping(call, make, out)
  await taxes(call, make, out)
  await promotions(make, out)
  return out
}

async function regions(call, make) {
  const { stores } = await call("GET", "/admin/stores?fields=id,*supported_currencies")
  const held = stores[0].supported_currencies.map(({ currency_code, is_default }) => ({ currency_code, is_default }))
  // Prices are of currencies, so it is the currency that says whether they hold tax.
  const inclusive = (code) => Object.values(REGIONS).some((region) => region.currency === code && region.inclusive)
  const wanted = CURRENCIES.filter((code) => !held.some((c) => c.currency_code === code))
  const supported_currencies = [...held, ...wanted.map((currency_code, i) => ({ currency_code, is_default: held.length + i === 0, is_tax_inclusive: inclusive(currency_code) }))]
  await call("POST", `/admin/stores/${stores[0].id}`, { supported_currencies })
  for (const [name, { currency, inclusive, places }] of Object.entries(REGIONS)) {
    await make(`region_${name}`, "/admin/regions", "region", {
      name: `Money ${name}`,
      currency_code: currency,
      countries: [...new Set(places.map((p) => p.country_code))],
      is_tax_inclusive: inclusive,
      automatic_taxes: true,
      payment_providers: ["pp_system_default"],
    })
  }
}

const priced = (amounts) => CURRENCIES.map((currency_code, i) => ({ currency_code, amount: amounts[i] }))

async function products(call, make, out) {
  for (const [name, kinds] of Object.entries(PRODUCTS)) {
    const id = await make(`product_${name}`, "/admin/products", "product", {
      title: `Money ${name}`,
      handle: `money-${name}`,
      status: "published",
      discountable: name !== "gift",
      shipping_profile_id: out.profile,
      sales_channels: [{ id: out.channel }],
      options: [{ title: "Kind", values: Object.keys(kinds) }],
      variants: Object.entries(kinds).map(([kind, amounts]) => ({
        title: kind,
        sku: `${name}_${kind}`,
        options: { Kind: kind },
        manage_inventory: false,
        prices: priced(amounts),
      })),
    })
    const { product } = await call("GET", `/admin/products/${id}?fields=id,variants.id,variants.sku`)
    for (const v of product.variants) out[v.sku] = v.id
  }
}

async function shipping(call, make, out) {
  const location = await make("location", "/admin/stock-locations", "stock_location", {
    name: "Money Warehouse",
    address: { address_1: "1 Mint Road", country_code: "fi" },
  })
  await call("POST", `/admin/stock-locations/${location}/sales-channels`, { add: [out.channel] })
  await call("POST", `/admin/stock-locations/${location}/fulfillment-providers`, { add: ["manual_manual"] })
  await call("POST", `/admin/stock-locations/${location}/fulfillment-sets`, { name: "Money Delivery", type: "shipping" })
  const of = async () =>
    (await call("GET", `/admin/stock-locations/${location}?fields=id,*fulfillment_sets,*fulfillment_sets.service_zones`)).stock_location
      .fulfillment_sets[0]
  await call("POST", `/admin/fulfillment-sets/${(await of()).id}/service-zones`, {
    name: "Money Zone",
    geo_zones: TAXES.map(({ country_code }) => ({ type: "country", country_code })),
  })
  const zone = (await of()).service_zones[0].id
  for (const [name, amounts] of Object.entries(SHIPPING)) {
    await make(`option_${name}`, "/admin/shipping-options", "shipping_option", {
      name: `Money ${name}`,
      service_zone_id: zone,
      shipping_profile_id: out.profile,
      provider_id: "manual_manual",
      price_type: "flat",
      type: { label: name, description: name, code: `money-${name}` },
      prices: priced(amounts),
      rules: [
        { attribute: "enabled_in_store", operator: "eq", value: "true" },
        { attribute: "is_return", operator: "eq", value: "false" },
      ],
    })
  }
}

async function taxes(call, make, out) {
  for (const { country_code, rate, books, provinces = [] } of TAXES) {
    const region = await make(`tax_${country_code}`, "/admin/tax-regions", "tax_region", {
      country_code,
      provider_id: "tp_system",
      default_tax_rate: { name: `Money ${country_code}`, code: `money-${country_code}`, rate },
    })
    if (books) {
      await call("POST", "/admin/tax-rates", {
        tax_region_id: region,
        name: `Money books ${country_code}`,
        code: `money-books-${country_code}`,
        rate: books,
        rules: [{ reference: "product", reference_id: out.product_book }],
      })
    }
    for (const province of provinces) {
      await make(`tax_${province.code}`, "/admin/tax-regions", "tax_region", {
        country_code,
        province_code: province.code,
        parent_id: region,
        default_tax_rate: { name: `Money ${province.code}`, code: `money-${province.code}`, rate: province.rate, is_combinable: province.combines },
      })
    }
  }
}

async function promotions(make, out) {
  for (const [code, { currency, inclusive, method, only }] of Object.entries(PROMOTIONS)) {
    const target_rules = only ? [{ attribute: "items.product.id", operator: "in", values: [out[`product_${only}`]] }] : []
    await make(`promotion_${code}`, "/admin/promotions", "promotion", {
      code,
      type: "standard",
      status: "active",
      is_automatic: false,
      is_tax_inclusive: inclusive ?? false,
      application_method: { ...method, ...(currency ? { currency_code: currency } : {}), ...(only ? { target_rules } : {}) },
    })
  }
}
