// A purchase through Medusa 2's routes, by a customer's token or by nobody: the orders that the older client shows.
import MedusaModule from "@medusajs/js-sdk"
import { findShop, makeShop } from "../js-sdk/setup.mjs"

const Medusa = MedusaModule.default ?? MedusaModule
const sdkFor = (baseUrl, publishableKey) =>
  new Medusa({ baseUrl, publishableKey, auth: { type: "jwt", jwtTokenStorageMethod: "memory" } })

export async function merchant(url, email, password) {
  const admin = sdkFor(url)
  await admin.auth.login("user", "emailpass", { email, password })
  const storeFor = (key) => sdkFor(url, key)
  let shop = await findShop(admin, storeFor)
  if (!shop) {
    await makeShop(admin)
    shop = await findShop(admin, storeFor)
  }
  return { admin, shop, store: () => sdkFor(url, shop.key) }
}

export async function buy(sdk, shop, email, promoCode) {
  const address = { first_name: "Ship", last_name: "To", address_1: "1 Market Street", city: "Town", postal_code: "1010", country_code: shop.country }
  let { cart } = await sdk.store.cart.create({ region_id: shop.region.id, email, shipping_address: address, billing_address: address })
  await sdk.store.cart.createLineItem(cart.id, { variant_id: shop.offers[0].variant.id, quantity: 2 })
  if (promoCode) await sdk.store.cart.update(cart.id, { promo_codes: [promoCode] })
  const { shipping_options } = await sdk.store.fulfillment.listCartOptions({ cart_id: cart.id })
  await sdk.store.cart.addShippingMethod(cart.id, { option_id: shipping_options.find((o) => o.price_type === "flat").id, data: {} })
  ;({ cart } = await sdk.store.cart.retrieve(cart.id))
  await sdk.store.payment.initiatePaymentSession(cart, { provider_id: "pp_system_default" })
  const done = await sdk.store.cart.complete(cart.id)
  if (done.type !== "order") throw new Error(`no order: ${JSON.stringify(done)}`)
  return { order: done.order, cart_id: cart.id }
}
