// The vocabulary of the scenario files. A scenario is a name and a list of steps; a step is plain data:
//   { method, path, body, as, headers, capture, quiet, sets, ordered, ignore }
// `{{name}}` in path, headers and body stands for a set-up record or an earlier capture; `{{run}}` is unique to one run.
// as: "store" (publishable key), "admin", "none", "customer" or "customer:NAME" (key and the token of that customer).
// capture: { name: "cart.items[0].id" } or { name: "regions[name=Europe].id" }.
// quiet: preparation that must succeed and is not recorded.

const defaultActor = (path) => (path.startsWith("/store") ? "store" : path.startsWith("/admin") ? "admin" : "none")
const step = (method) => (path, body, options = {}) => ({ method, path, body, as: defaultActor(path), ...options })

export const post = step("POST")
export const get = (path, options = {}) => step("GET")(path, undefined, options)
export const del = (path, options = {}) => step("DELETE")(path, options.body, options)

export const scenario = (name, ...steps) => ({ name, steps: steps.flat(Infinity) })
export const quietly = (...steps) => steps.flat(Infinity).map((s) => ({ ...s, quiet: true }))
export const bearer = (token) => ({ as: "none", headers: { authorization: `Bearer ${token}` } })

export const PASSWORD = "contract-password"
export const emailOf = (name) => `${name}-{{run}}@contract.test`

// Registers a customer and signs in: `customer_NAME` and `token_NAME` are captured.
export function customer(name = "ann", fields = {}) {
  const login = { email: emailOf(name), password: PASSWORD }
  return quietly(
    post("/auth/customer/emailpass/register", login, { capture: { [`registration_${name}`]: "token" } }),
    post(
      "/store/customers",
      { email: emailOf(name), first_name: "Ann", last_name: "Contract", ...fields },
      {
        headers: { authorization: `Bearer {{registration_${name}}}` },
        capture: { [`customer_${name}`]: "customer.id" },
      }
    ),
    post("/auth/customer/emailpass", login, { capture: { [`token_${name}`]: "token" } })
  )
}

export const ADDRESS = {
  first_name: "Ann",
  last_name: "Contract",
  address_1: "1 Market Street",
  city: "Wien",
  postal_code: "1010",
  country_code: "at",
  phone: "+43100000",
}

// A cart with items: `cart` and, for each item, `line_1`, `line_2` ... are captured.
export function cart(items = [["shirt_s_black", 1]], { region = "region_eur", as = "store", country, shipping: _, ...fields } = {}) {
  return quietly(
    post(
      "/store/carts",
      { region_id: `{{${region}}}`, ...(country ? { shipping_address: { ...ADDRESS, country_code: country } } : {}), ...fields },
      { as, capture: { cart: "cart.id" } }
    ),
    items.map(([variant, quantity], i) =>
      post(
        "/store/carts/{{cart}}/line-items",
        { variant_id: `{{${variant}}}`, quantity },
        { as, capture: { [`line_${i + 1}`]: `cart.items[variant_id={{${variant}}}].id` } }
      )
    )
  )
}

export const address = (country = "at", email = emailOf("guest"), as = "store") =>
  quietly(
    post(
      "/store/carts/{{cart}}",
      {
        email,
        shipping_address: { ...ADDRESS, country_code: country },
        billing_address: { ...ADDRESS, country_code: country, address_1: "2 Billing Street" },
      },
      { as }
    )
  )

export const shipping = (option = "shipping_standard", as = "store") =>
  quietly(post("/store/carts/{{cart}}/shipping-methods", { option_id: `{{${option}}}` }, { as }))

export const payment = (as = "store") =>
  quietly(
    post("/store/payment-collections", { cart_id: "{{cart}}" }, { as, capture: { payment_collection: "payment_collection.id" } }),
    post(
      "/store/payment-collections/{{payment_collection}}/payment-sessions",
      { provider_id: "pp_system_default" },
      { as, capture: { payment_session: "payment_collection.payment_sessions[0].id" } }
    )
  )

// A cart that only needs to be completed.
export const readyCart = (items, options = {}) => [
  cart(items, options),
  address(options.country ?? "at", options.email ?? emailOf("guest"), options.as),
  shipping(options.shipping, options.as),
  payment(options.as),
]

// A placed order: `order` is captured.
export const placedOrder = (items, options = {}) => [
  readyCart(items, options),
  quietly(post("/store/carts/{{cart}}/complete", undefined, { as: options.as ?? "store", capture: { order: "order.id" } })),
]
