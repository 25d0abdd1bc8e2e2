//! Categories, as both APIs list them: with a tree where one is asked for.

use crate::read;
use serde_json::{Value as Json, json};
use stheno_flows::product::category_tree::{self, Categories, Growth};
use stheno_flows::product::filters::nullable;
use stheno_http::{Reply, Request};
use stheno_kernel::Result;

/// What a request asks of categories.
pub fn asked(request: &Request) -> (Categories, Growth) {
    let selection = &request.selection;
    let mut filters = selection.filters.clone();
    let mut flag = |name: &str| filters.shift_remove(name) == Some(Json::Bool(true));
    let growth = Growth { down: flag("include_descendants_tree"), up: flag("include_ancestors_tree") };
    nullable(&mut filters, "parent_category_id");
    let page = selection.pagination.as_ref();
    let asked = Categories {
        fields: selection.fields.clone(),
        filters,
        page: page.map(|page| (page.skip, page.take)),
        order: page.map(|page| page.order.clone()).unwrap_or_default(),
        published: false,
    };
    (asked, growth)
}

/// `{product_categories: [...], count, offset, limit}`
pub async fn list(request: &Request, asked: Categories, growth: Growth) -> Result<Reply> {
    if !growth.down && !growth.up {
        return read::list_of(request, asked.question(), "product_categories").await;
    }
    let (offset, limit) = asked.page.unwrap_or_default();
    let (rows, count) = category_tree::query(&request.ctx, asked, growth).await?;
    Ok(Reply::ok(&json!({ "product_categories": rows, "count": count, "offset": offset, "limit": limit })))
}

/// `{product_category: {...}}` of the first category that matches.
pub async fn first(request: &Request, asked: Categories, growth: Growth) -> Result<Option<Reply>> {
    if !growth.down && !growth.up {
        let app = &request.ctx.app;
        let answer = app.graph().query(app.database(), asked.question()).await?;
        return Ok((!answer.is_empty()).then(|| Reply::json(read::one(&answer, "product_category"))));
    }
    let (rows, _) = category_tree::query(&request.ctx, asked, growth).await?;
    Ok(rows.into_iter().next().map(|row| Reply::ok(&json!({ "product_category": row }))))
}
