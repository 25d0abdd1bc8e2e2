// /admin/product-categories, /admin/collections, /admin/product-types, /admin/product-tags
import { del, get, post, quietly, scenario } from "../../lib/scenario.mjs"

// Create, list, retrieve, update, delete of what has a name only.
const plain = (path, one, many, field) => {
  const title = (what) => `${what} {{run}}`
  return scenario(
    `${many}: create, list, retrieve, update, delete`,
    post(path, { [field]: title("One"), metadata: { a: 1 } }, { capture: { id: `${one}.id` } }),
    get(`${path}?${field}=${title("One")}`),
    get(`${path}?q=one {{run}}&fields=id,${field}`),
    get(`${path}/{{id}}`),
    post(`${path}/{{id}}`, { [field]: title("Two"), metadata: { b: 2 } }),
    post(path, { [field]: title("Two") }),
    del(`${path}/{{id}}`),
    get(`${path}/{{id}}`),
    del(`${path}/{{id}}`),
    post(path, {}),
    post(path, { [field]: 5 }),
    post(path, { [field]: "x", nothing: 1 }),
    post(`${path}/${one}_nothing`, { [field]: "x" })
  )
}

const category = (fields, name) => post("/admin/product-categories", { is_internal: true, ...fields }, { capture: { [name]: "product_category.id" } })

export default [
  plain("/admin/collections", "collection", "collections", "title"),
  plain("/admin/product-types", "product_type", "product_types", "value"),
  plain("/admin/product-tags", "product_tag", "product_tags", "value"),
  scenario(
    "a collection's products",
    quietly(post("/admin/collections", { title: "Set {{run}}" }, { capture: { id: "collection.id" } })),
    post("/admin/collections/{{id}}/products", { add: ["{{product_elsewhere}}"] }),
    get("/admin/products?collection_id={{id}}&fields=id,collection_id"),
    post("/admin/collections/{{id}}/products", { remove: ["{{product_elsewhere}}"] }),
    get("/admin/products?collection_id={{id}}&fields=id"),
    quietly(del("/admin/collections/{{id}}"))
  ),
  scenario("collections: handles", post("/admin/collections", { title: "Ein Titel & {{run}}" }, { capture: { id: "collection.id" } }), post("/admin/collections", { title: "Other", handle: "contract-summer" }), quietly(del("/admin/collections/{{id}}"))),
  scenario(
    "categories: a tree",
    category({ name: "Root {{run}}", description: "The root", metadata: { a: 1 } }, "root"),
    category({ name: "Leaf {{run}}", handle: "leaf-{{run}}", parent_category_id: "{{root}}", is_active: true }, "leaf"),
    category({ name: "Twig {{run}}", parent_category_id: "{{root}}", rank: 0 }, "twig"),
    get("/admin/product-categories/{{root}}"),
    get("/admin/product-categories?parent_category_id={{root}}&order=rank&fields=id,name,rank,parent_category_id"),
    get("/admin/product-categories?q=Root {{run}}&include_descendants_tree=true"),
    get("/admin/product-categories/{{leaf}}?include_ancestors_tree=true&fields=id,name,*parent_category"),
    post("/admin/product-categories/{{leaf}}", { name: "Leaf two {{run}}", is_active: false, metadata: { b: 2 } }),
    post("/admin/product-categories/{{twig}}", { parent_category_id: "{{leaf}}" }),
    del("/admin/product-categories/{{root}}"),
    del("/admin/product-categories/{{twig}}"),
    del("/admin/product-categories/{{leaf}}"),
    del("/admin/product-categories/{{root}}"),
    get("/admin/product-categories/{{root}}")
  ),
  scenario(
    "categories: products",
    quietly(category({ name: "Box {{run}}" }, "id")),
    post("/admin/product-categories/{{id}}/products", { add: ["{{product_elsewhere}}"] }),
    get("/admin/products?category_id={{id}}&fields=id,categories.name"),
    post("/admin/product-categories/{{id}}/products", { remove: ["{{product_elsewhere}}"] }),
    quietly(del("/admin/product-categories/{{id}}"))
  ),
  scenario(
    "categories: mistakes",
    post("/admin/product-categories", {}),
    post("/admin/product-categories", { name: "x", nothing: 1 }),
    post("/admin/product-categories", { name: "x", is_active: "yes" }),
    post("/admin/product-categories", { name: "x", handle: "contract-clothes" }),
    get("/admin/product-categories/pcat_nothing"),
    post("/admin/product-categories/pcat_nothing", { name: "x" })
  ),
]
