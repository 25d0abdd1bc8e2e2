// The GET routes to compare, as [actor, path]; ids come from `found`, and a route without its ids is left out.
const PRODUCT = "*variants.calculated_price,+variants.inventory_quantity,*variants.images,+metadata,+tags,"
const CART = "*items, *region, *items.product, *items.variant, *items.thumbnail, *items.metadata, +items.total, *promotions, +shipping_methods.name"
const CATEGORY = "*category_children, *products, *parent_category, *parent_category.parent_category"
const CUSTOMER_ORDER = "*items,+items.metadata,*items.variant,*items.product"
const ADMIN_ORDER =
  "id,status,created_at,email,display_id,custom_display_id,payment_status,fulfillment_status,total,currency_code," +
  "*customer,*sales_channel,*payment_collections,*shipping_address"
const ADMIN_PRODUCT = "id,title,handle,status,*collection,*sales_channels,variants.id,thumbnail,-type,-options,-tags,-images,-variants"

export function routes(found) {
  const out = []
  const add = (actor, path, query = {}) => {
    const text = new URLSearchParams(query).toString()
    out.push({ actor, path: text ? `${path}?${text}` : path })
  }
  store(found, (path, query) => add("store", path, query))
  if (found.customer) mine((path, query) => add("customer", path, query))
  admin(found, (path, query) => add("admin", path, query))
  return out
}

function store(found, get) {
  get("/store/regions")
  get("/store/currencies", { limit: 20, order: "code" })
  get("/store/currencies/eur")
  get("/store/collections", { order: "title" })
  get("/store/product-categories", { limit: 100 })
  get("/store/product-categories", { limit: 100, fields: CATEGORY })
  get("/store/product-categories", { limit: 20, include_descendants_tree: true, parent_category_id: "null" })
  get("/store/product-tags", { fields: "id,value", order: "value" })
  get("/store/product-types", { fields: "id,value", order: "value" })
  get("/store/products", { limit: 12 })
  get("/store/products", { limit: 5, offset: 3, order: "-title", fields: "id,title,handle,variants.sku" })
  get("/store/products", { limit: 5, q: "a", order: "handle", fields: "handle" })
  get("/store/product-variants", { limit: 10 })
  for (const r of found.regions) {
    get(`/store/regions/${r}`)
    get("/store/payment-providers", { region_id: r })
    for (const offset of [0, 12]) get("/store/products", { limit: 12, offset, region_id: r, fields: PRODUCT })
  }
  for (const p of found.products) {
    get(`/store/products/${p.id}`)
    get("/store/products", { handle: p.handle, limit: 12, offset: 0, ...(found.regions[0] ? { region_id: found.regions[0] } : {}), fields: found.regions[0] ? PRODUCT : "+metadata" })
  }
  for (const v of found.variants) get(`/store/product-variants/${v}`)
  for (const c of found.categories) {
    get(`/store/product-categories/${c}`)
    get("/store/products", { category_id: c, limit: 5, fields: "id,handle,*categories" })
  }
  for (const c of found.collections) {
    get(`/store/collections/${c}`)
    get("/store/products", { "collection_id[]": c, limit: 5, fields: "id,handle,*collection" })
  }
  for (const c of found.carts) {
    get(`/store/carts/${c}`)
    get(`/store/carts/${c}`, { fields: CART })
    get("/store/shipping-options", { cart_id: c })
  }
  for (const o of found.orders) {
    get(`/store/orders/${o}`)
    get(`/store/orders/${o}`, { fields: "*payment_collections.payments,*items,*shipping_methods" })
  }
}

function mine(get) {
  get("/store/customers/me")
  get("/store/customers/me", { fields: "*orders" })
  get("/store/customers/me/addresses")
  get("/store/orders")
  get("/store/orders", { limit: 10, offset: 0, order: "-created_at", fields: CUSTOMER_ORDER })
}

function admin(found, get) {
  const lists = {
    "api-keys": {}, campaigns: {}, collections: {}, currencies: { order: "code" }, "customer-groups": {}, customers: {}, "fulfillment-providers": {},
    "inventory-items": {}, orders: {}, payments: {}, "price-lists": {}, "price-preferences": {}, "product-categories": {}, "product-tags": {},
    "product-types": {}, "product-variants": {}, products: {}, promotions: {}, "refund-reasons": {}, regions: {}, reservations: {},
    "return-reasons": {}, returns: {}, "sales-channels": {}, "shipping-options": {}, "shipping-profiles": {}, "stock-locations": {}, stores: {},
    "tax-providers": {}, "tax-rates": {}, "tax-regions": {}, users: {}, "payments/payment-providers": {},
  }
  for (const [path, query] of Object.entries(lists)) get(`/admin/${path}`, { limit: 15, ...query })
  get("/admin/users/me")
  get("/admin/orders", { fields: ADMIN_ORDER, limit: 20, offset: 0, order: "-created_at" })
  get("/admin/products", { limit: 20, offset: 0, is_giftcard: false, fields: ADMIN_PRODUCT })
  get("/admin/products", { limit: 5, offset: 2, order: "-title", fields: "id,*variants.prices" })
  get("/admin/customers", { limit: 20, offset: 0, fields: "*groups" })
  get("/admin/customers", { limit: 10, q: "a", order: "email", fields: "id,email" })
  get("/admin/inventory-items", { limit: 10, fields: "id,sku,stocked_quantity,reserved_quantity,*location_levels" })
  get("/admin/stock-locations", { fields: "*fulfillment_sets,*fulfillment_sets.service_zones,*sales_channels" })
  get("/admin/regions", { fields: "*countries,*payment_providers" })
  for (const [path, ids] of Object.entries({
    orders: found.orders,
    customers: found.customers,
    regions: found.regions,
    "product-categories": found.categories,
    collections: found.collections,
    products: found.products.map((p) => p.id),
  })) {
    for (const id of ids) get(`/admin/${path}/${id}`)
  }
  for (const o of found.orders) get(`/admin/orders/${o}`, { fields: "*customer,*items.variant,*payment_collections.payments,*fulfillments,*region" })
  for (const p of found.products) get(`/admin/products/${p.id}/variants`, { fields: "*prices,*inventory_items" })
}
