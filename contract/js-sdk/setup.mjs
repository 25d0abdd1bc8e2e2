// Finds something to buy on the server, or makes it with the admin part of the SDK.

// The first key, region, country and variant with a price, stock and a shipping option; null when there is none.
export async function findShop(admin, storeFor) {
  const { api_keys } = await admin.admin.apiKey.list({ type: "publishable", limit: 50 })
  for (const key of api_keys.filter((k) => !k.revoked_at)) {
    const store = storeFor(key.token)
    const { regions } = await store.store.region.list({ limit: 20 })
    for (const region of regions) {
      const found = await findInRegion(store, region)
      if (found) return { key: key.token, region, ...found }
    }
  }
  return null
}

async function findInRegion(store, region) {
  let products
  try {
    ;({ products } = await store.store.product.list({
      region_id: region.id,
      limit: 50,
      fields: "id,handle,*variants,*variants.calculated_price,+variants.inventory_quantity",
    }))
  } catch {
    return null // a key without a sales channel
  }
  const buyable = (v) => v.calculated_price?.calculated_amount > 0 && (!v.manage_inventory || v.allow_backorder || v.inventory_quantity >= 10)
  const offers = products.flatMap((p) => (p.variants ?? []).filter(buyable).map((variant) => ({ product: p, variant })))
  if (!offers.length) return null
  for (const country of (region.countries ?? []).map((c) => c.iso_2)) {
    const { cart } = await store.store.cart.create({ region_id: region.id, shipping_address: { country_code: country } })
    await store.store.cart.createLineItem(cart.id, { variant_id: offers[0].variant.id, quantity: 1 })
    const { shipping_options } = await store.store.fulfillment.listCartOptions({ cart_id: cart.id })
    const flat = shipping_options.filter((o) => o.price_type === "flat" && o.amount !== null)
    if (flat.length) return { country, offers }
  }
  return null
}

// A small shop: one region, channel, key, warehouse, option, tax and product.
export async function makeShop({ admin: a }) {
  const unique = Date.now().toString(36)
  const { sales_channel: channel } = await a.salesChannel.create({ name: `SDK ${unique}` })
  const { api_key: key } = await a.apiKey.create({ title: `SDK ${unique}`, type: "publishable" })
  await a.apiKey.batchSalesChannels(key.id, { add: [channel.id] })
  const taken = new Set((await a.region.list({ limit: 500, fields: "id,*countries" })).regions.flatMap((r) => (r.countries ?? []).map((c) => c.iso_2)))
  const country = ["pt", "gr", "fi", "ee", "lv"].find((c) => !taken.has(c))
  const { stores } = await a.store.list()
  const has = (stores[0].supported_currencies ?? []).map((c) => ({ currency_code: c.currency_code, is_default: c.is_default }))
  if (!has.some((c) => c.currency_code === "eur")) {
    await a.store.update(stores[0].id, { supported_currencies: [...has, { currency_code: "eur", is_default: !has.some((c) => c.is_default) }] })
  }
  await a.region.create({ name: `SDK ${unique}`, currency_code: "eur", countries: [country], automatic_taxes: true, payment_providers: ["pp_system_default"] })
  const { stock_location: location } = await a.stockLocation.create({ name: `SDK ${unique}`, address: { address_1: "1 Dock Road", country_code: country } })
  await a.stockLocation.updateSalesChannels(location.id, { add: [channel.id] })
  await a.stockLocation.updateFulfillmentProviders(location.id, { add: ["manual_manual"] })
  await a.stockLocation.createFulfillmentSet(location.id, { name: `SDK ${unique}`, type: "shipping" })
  const { stock_location } = await a.stockLocation.retrieve(location.id, { fields: "id,*fulfillment_sets" })
  const { fulfillment_set } = await a.fulfillmentSet.createServiceZone(
    stock_location.fulfillment_sets[0].id,
    { name: `SDK ${unique}`, geo_zones: [{ type: "country", country_code: country }] },
    { fields: "id,*service_zones" }
  )
  const { shipping_profile: profile } = await a.shippingProfile.create({ name: `SDK ${unique}`, type: `sdk-${unique}` })
  await a.shippingOption.create({
    name: "SDK Standard",
    service_zone_id: fulfillment_set.service_zones[0].id,
    shipping_profile_id: profile.id,
    provider_id: "manual_manual",
    price_type: "flat",
    type: { label: "Standard", description: "Standard", code: `sdk-${unique}` },
    prices: [{ currency_code: "eur", amount: 5 }],
    rules: [
      { attribute: "enabled_in_store", operator: "eq", value: "true" },
      { attribute: "is_return", operator: "eq", value: "false" },
    ],
  })
  const { tax_regions } = await a.taxRegion.list({ country_code: country })
  if (!tax_regions.length) {
    await a.taxRegion.create({ country_code: country, provider_id: "tp_system", default_tax_rate: { name: "VAT", code: "vat", rate: 20 } })
  }
  const { product_category } = await a.productCategory.create({ name: `SDK ${unique}`, is_active: true })
  const { collection } = await a.productCollection.create({ title: `SDK ${unique}` })
  const { product } = await a.product.create({
    title: `SDK Cup ${unique}`,
    status: "published",
    shipping_profile_id: profile.id,
    collection_id: collection.id,
    categories: [{ id: product_category.id }],
    sales_channels: [{ id: channel.id }],
    options: [{ title: "Size", values: ["S", "L"] }],
    variants: ["S", "L"].map((size, i) => ({
      title: size,
      sku: `SDK-${unique}-${size}`,
      options: { Size: size },
      manage_inventory: true,
      prices: [{ currency_code: "eur", amount: 10 + i * 5 }],
    })),
  })
  const { inventory_items } = await a.inventoryItem.list({ q: `SDK-${unique}`, fields: "id,sku" })
  await a.inventoryItem.batchInventoryItemsLocationLevels({
    create: inventory_items.map((i) => ({ inventory_item_id: i.id, location_id: location.id, stocked_quantity: 1000 })),
  })
  return product
}
