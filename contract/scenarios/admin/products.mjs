// /admin/products and their variants, options, batches
import { del, get, post, quietly, scenario } from "../../lib/scenario.mjs"

const body = {
  title: "Thing {{run}}",
  options: [
    { title: "Size", values: ["S", "M"] },
    { title: "Color", values: ["Red"] },
  ],
  variants: [
    { title: "S / Red", sku: "THING-{{run}}-S", options: { Size: "S", Color: "Red" }, prices: [{ currency_code: "eur", amount: 12.34 }] },
    {
      title: "M / Red",
      sku: "THING-{{run}}-M",
      options: { Size: "M", Color: "Red" },
      manage_inventory: true,
      prices: [
        { currency_code: "eur", amount: 15 },
        { currency_code: "usd", amount: 16, min_quantity: 2, max_quantity: 10 },
      ],
    },
  ],
}
const created = { capture: { id: "product.id", variant: "product.variants[title=S / Red].id", option: "product.options[title=Size].id" } }
const make = quietly(post("/admin/products", body, created))
const drop = quietly(del("/admin/products/{{id}}"))
const simple = (more) => post("/admin/products", { title: "Simple {{run}}", options: [{ title: "Kind", values: ["Plain"] }], ...more })

export default [
  scenario("create, retrieve, delete", post("/admin/products", body, created), get("/admin/products/{{id}}"), del("/admin/products/{{id}}"), get("/admin/products/{{id}}"), del("/admin/products/{{id}}")),
  scenario(
    "create with everything",
    post(
      "/admin/products",
      {
        ...body,
        subtitle: "Sub",
        description: "Text",
        handle: "thing-{{run}}",
        status: "published",
        is_giftcard: false,
        discountable: false,
        thumbnail: "https://images.contract.test/thing.jpg",
        images: [{ url: "https://images.contract.test/a.jpg" }, { url: "https://images.contract.test/b.jpg" }],
        external_id: "ext-{{run}}",
        type_id: "{{type_home}}",
        collection_id: "{{collection_winter}}",
        categories: [{ id: "{{category_secret}}" }],
        sales_channels: [{ id: "{{channel_other}}" }],
        shipping_profile_id: "{{profile_bulky}}",
        weight: 100,
        length: 1,
        height: 2,
        width: 3,
        hs_code: "1",
        mid_code: "2",
        origin_country: "at",
        material: "clay",
        metadata: { a: { b: [1, "2", null] } },
      },
      created
    ),
    get("/admin/products/{{id}}?fields=id,*shipping_profile,*categories"),
    drop
  ),
  scenario("the least", simple({ handle: undefined }), get("/admin/products?q=Simple {{run}}&fields=id,handle,status,title")),
  scenario("handles are made from the title", simple({ title: "Ein Töpfchen & {{run}}" }), simple({ title: "Ein Töpfchen & {{run}}" })),
  scenario(
    "list",
    get("/admin/products?handle[]=contract-mug&handle[]=contract-draft&order=handle"),
    get("/admin/products?q=contract sh&fields=id,title"),
    get("/admin/products?status[]=draft&handle=contract-draft&fields=id,status"),
    get("/admin/products?status[]=published&status[]=draft&id[]={{product_mug}}&id[]={{product_draft}}&order=-title&limit=1&fields=title"),
    get("/admin/products?tag_id={{tag_new}}&fields=handle"),
    get("/admin/products?sales_channel_id[]={{channel_other}}&handle=contract-elsewhere&fields=handle"),
    get(
      "/admin/products?id={{product_mug}}&limit=20&offset=0&is_giftcard=false&fields=id,title,handle,status,*collection,*sales_channels,variants.id,thumbnail,-type,-options,-tags,-images,-variants"
    )
  ),
  scenario(
    "fields",
    get("/admin/products/{{product_shirt}}?fields=id,variants.sku,variants.prices.amount,variants.prices.currency_code"),
    get("/admin/products/{{product_book}}?fields=id,*variants.prices"),
    get("/admin/products/{{product_mug}}?fields=id,*variants.inventory_items,*variants.inventory_items.inventory"),
    get("/admin/products/{{product_mug}}?fields=id,nothing"),
    get("/admin/products/{{product_mug}}?fields=id,variants.nothing"),
    get("/admin/products/{{product_mug}}?fields=id,*nothing"),
    get("/admin/products/{{product_mug}}?fields=id,variants.inventory_quantity")
  ),
  scenario(
    "update",
    make,
    post("/admin/products/{{id}}", { title: "Renamed {{run}}", status: "proposed", metadata: { a: 1 }, tags: [{ id: "{{tag_new}}" }] }),
    post("/admin/products/{{id}}", { metadata: { b: 2 }, tags: [], images: [{ url: "https://images.contract.test/c.jpg" }] }),
    post("/admin/products/{{id}}", { sales_channels: [{ id: "{{channel_other}}" }], type_id: null }),
    get("/admin/products/{{id}}?fields=id,*sales_channels,*tags,*images,title,metadata"),
    drop
  ),
  scenario(
    "variants",
    make,
    post("/admin/products/{{id}}/variants", { title: "S again", options: { Size: "S", Color: "Red" }, prices: [] }),
    post("/admin/products/{{id}}", { options: [{ id: "{{option}}", title: "Size", values: ["S", "M", "L"] }] }),
    post("/admin/products/{{id}}/variants", { title: "L / Red", sku: "THING-{{run}}-L", options: { Size: "L", Color: "Red" }, prices: [{ currency_code: "eur", amount: 20 }] }),
    get("/admin/products/{{id}}/variants?order=title&fields=id,title,sku"),
    get("/admin/products/{{id}}/variants/{{variant}}"),
    post("/admin/products/{{id}}/variants/{{variant}}", { title: "Small", prices: [{ currency_code: "eur", amount: 13 }], weight: 5 }),
    get("/admin/products/{{id}}/variants/{{variant}}?fields=id,title,weight,*prices"),
    del("/admin/products/{{id}}/variants/{{variant}}"),
    get("/admin/products/{{id}}/variants/{{variant}}"),
    drop
  ),
  scenario("variants of all products", get("/admin/product-variants?sku[]=CONTRACT-MUG&sku[]=CONTRACT-LAMP&order=sku&fields=id,sku,product.title,inventory_quantity")),
  scenario(
    "options",
    make,
    get("/admin/product-options/{{option}}"),
    post("/admin/product-options/{{option}}", { title: "Format" }),
    post("/admin/product-options", { title: "Shape {{run}}", values: ["Round", "Square"] }, { capture: { shape: "product_option.id" } }),
    get("/admin/products/{{id}}?fields=id,options.title"),
    del("/admin/product-options/{{shape}}"),
    drop
  ),
  scenario(
    "batch",
    make,
    post("/admin/products/batch", {
      create: [{ title: "Batch {{run}}", options: [{ title: "Kind", values: ["Plain"] }] }],
      update: [{ id: "{{id}}", title: "Updated {{run}}" }],
    }, { capture: { other: "created[0].id" } }),
    post("/admin/products/batch", { delete: ["{{id}}", "{{other}}"] }),
    post("/admin/products/batch", {}),
    post("/admin/products/batch", { update: [{ title: "no id" }] })
  ),
  scenario(
    "mistakes",
    post("/admin/products", {}),
    simple({ title: 5 }),
    simple({ nothing: 1 }),
    simple({ status: "other" }),
    simple({ options: undefined }),
    simple({ handle: "contract-mug" }),
    simple({ variants: [{ title: "V", options: { Kind: "Fancy" }, prices: [] }] }),
    simple({ variants: [{ title: "V", options: { Kind: "Plain" } }] }),
    simple({ variants: [{ title: "V", options: { Kind: "Plain" }, prices: [{ currency_code: "eur" }] }] }),
    simple({ variants: [{ title: "V", options: { Kind: "Plain" }, prices: [{ currency_code: "eur", amount: "1" }] }] }),
    simple({ variants: [{ title: "V", sku: "CONTRACT-MUG", options: { Kind: "Plain" }, prices: [] }] }),
    simple({ categories: ["{{category_secret}}"] }),
    get("/admin/products/prod_nothing"),
    post("/admin/products/prod_nothing", { title: "x" }),
    get("/admin/products?nothing=1&id={{product_mug}}&fields=id"),
    get("/admin/products?status=draft"),
    post("/admin/products", "{")
  ),
]
