//! Categories with everything below them, or everything above: two questions, put together in memory.

use serde_json::{Map, Value as Json, json};
use std::collections::HashMap;
use stheno_kernel::Result;
use stheno_model::Model as _;
use stheno_product::ProductCategory;
use stheno_query::GraphRequest;
use stheno_workflow::RequestCtx;

/// The relation to what lies below.
pub const CHILDREN: &str = "category_children";
/// The relation to what lies above.
pub const PARENT: &str = "parent_category";

/// Which way a tree grows from the categories asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Growth {
    /// `category_children` of `category_children`, and so on.
    pub down: bool,
    /// `parent_category` of `parent_category`, and so on.
    pub up: bool,
}

/// Categories as a question, whose parts stay apart until the tree is known.
#[derive(Clone, Debug, Default)]
pub struct Categories {
    /// As a request selects them.
    pub fields: Vec<String>,
    /// In Medusa's JSON form.
    pub filters: Map<String, Json>,
    /// Skip and take of a list.
    pub page: Option<(u64, u64)>,
    /// Sort fields.
    pub order: Vec<(String, bool)>,
    /// Whether products shown must be published.
    pub published: bool,
}

impl Categories {
    /// The question without a tree.
    pub fn question(&self) -> GraphRequest {
        let mut question = GraphRequest::new("product_category")
            .fields(self.fields.iter().cloned())
            .lenient()
            .filter(Json::Object(self.filters.clone()));
        if let Some((skip, take)) = self.page {
            question = question.page(skip, take);
        }
        for (path, descending) in &self.order {
            question = question.order(path.clone(), *descending);
        }
        if self.published {
            question = question.narrow("products", json!({ "status": "published" }));
        }
        question
    }

    fn selects_all_of(&self, relation: &str) -> bool {
        self.fields.iter().any(|field| field.strip_suffix(".*") == Some(relation))
    }

    fn drop(&mut self, relation: &str) {
        self.fields.retain(|field| !field.strip_prefix(relation).is_some_and(|rest| rest.starts_with('.')));
    }
}

/// Answers categories, each with its tree, sorted by rank; and how many match.
///
/// A tree grows only along a relation that is selected whole, and only through categories that meet the same filters.
pub async fn query(ctx: &RequestCtx, mut asked: Categories, growth: Growth) -> Result<(Vec<Json>, i64)> {
    let down = growth.down && asked.selects_all_of(CHILDREN);
    let up = growth.up && asked.selects_all_of(PARENT);
    if down {
        asked.drop(CHILDREN);
    }
    if up || (growth.down && !growth.up) {
        asked.drop(PARENT);
    }
    let graph = ctx.app.graph();
    let roots =
        graph.query(ctx.app.database(), asked.question().hidden(["mpath", "parent_category_id"])).await?;
    let count = roots.count().unwrap_or_default();
    let paths: Vec<(String, Option<String>)> = roots
        .rows()
        .iter()
        .map(|row| (row.text("mpath").to_owned(), row.get("parent_category_id").as_str().map(str::to_owned)))
        .collect();
    let Json::Array(mut rows) = roots.to_json() else { return Ok((Vec::new(), count)) };
    let tree = Tree::load(ctx, &asked, &paths, down, up).await?;
    for (row, (path, parent)) in rows.iter_mut().zip(&paths) {
        let id = path.rsplit('.').next().unwrap_or_default();
        if let Json::Object(members) = row {
            if down {
                members.insert(CHILDREN.into(), tree.below(id));
            }
            if up {
                members.insert(PARENT.into(), tree.above(parent.as_deref()));
            }
        }
    }
    if growth.down || growth.up {
        rows.sort_by_key(|row| row.get("rank").and_then(Json::as_i64).unwrap_or_default());
    }
    Ok((rows, count))
}

/// Every category of the trees, by id.
#[derive(Default)]
struct Tree {
    rows: HashMap<String, Json>,
    children: HashMap<String, Vec<(i64, String)>>,
}

impl Tree {
    async fn load(
        ctx: &RequestCtx,
        asked: &Categories,
        paths: &[(String, Option<String>)],
        down: bool,
        up: bool,
    ) -> Result<Self> {
        let mut any: Vec<Json> = Vec::new();
        for (path, _) in paths {
            if down {
                any.push(json!({ "mpath": { "$like": format!("{path}.%") } }));
            }
            if up {
                let above: Vec<&str> = path.split('.').collect();
                any.push(json!({ "id": &above[..above.len() - 1] }));
            }
        }
        if any.is_empty() {
            return Ok(Self::default());
        }
        let mut filters = asked.filters.clone();
        for name in ["id", "handle", "mpath", "parent_category_id"] {
            filters.shift_remove(name);
        }
        super::filters::also(&mut filters, json!({ "$or": any }));
        // Columns alone: how the tree hangs together is told by the tree.
        let fields =
            ProductCategory::meta().stored().filter(|f| !f.hidden).map(|f| f.name.to_owned()).collect();
        let question = Categories { fields, filters, ..Categories::default() }.question();
        let answer = ctx.app.graph().query(ctx.app.database(), question).await?;
        let mut tree = Self::default();
        let Json::Array(rows) = answer.to_json() else { return Ok(tree) };
        for row in rows {
            let text = |name: &str| row.get(name).and_then(Json::as_str).map(str::to_owned);
            let rank = row.get("rank").and_then(Json::as_i64).unwrap_or_default();
            let id = text("id").unwrap_or_default();
            if let Some(parent) = text("parent_category_id") {
                tree.children.entry(parent).or_default().push((rank, id.clone()));
            }
            tree.rows.insert(id, row);
        }
        tree.children.values_mut().for_each(|siblings| siblings.sort());
        Ok(tree)
    }

    fn below(&self, id: &str) -> Json {
        let children = self.children.get(id).map_or(&[][..], Vec::as_slice);
        let child = |(_, id): &(i64, String)| self.row_with(id, CHILDREN, || self.below(id));
        Json::Array(children.iter().filter_map(child).collect())
    }

    fn above(&self, parent: Option<&str>) -> Json {
        let Some(row) = parent.and_then(|id| self.rows.get(id)) else { return Json::Null };
        let next = row.get("parent_category_id").and_then(Json::as_str);
        parent.and_then(|id| self.row_with(id, PARENT, || self.above(next))).unwrap_or_default()
    }

    fn row_with(&self, id: &str, relation: &str, value: impl FnOnce() -> Json) -> Option<Json> {
        let Json::Object(mut members) = self.rows.get(id)?.clone() else { return None };
        members.insert(relation.into(), value());
        Some(Json::Object(members))
    }
}
