//! Workflow `create-brand`.

use crate::brand::Brand;
use serde::Deserialize;
use stheno::prelude::*;
use stheno_commerce::as_invalid;

#[derive(Deserialize)]
pub struct NewBrand {
    name: String,
    handle: Option<String>,
    description: Option<String>,
}

/// Creates a brand and answers its id. Nothing here has an undo: the steps share one transaction, so a failing one takes
/// all before it back, the event included.
pub async fn run(ctx: RequestCtx, input: NewBrand) -> Result<String> {
    let work = ctx.transaction("create-brand", |cx| async move {
        cx.step("create-brand").await?;
        let handle = input.handle.unwrap_or_else(|| input.name.to_lowercase());
        let brand = Brand {
            name: input.name,
            handle: Some(handle),
            description: input.description,
            ..Brand::new(cx.stamp())
        };
        let id = brand.id.clone();
        cx.insert_one(brand).await.map_err(as_invalid)?;
        cx.emit("brand.created", json!({ "id": id }));
        Ok(id)
    });
    work.await
}
