//! The module `brand`: its model, and what older databases of this shop need.

use stheno::prelude::*;

/// Who makes a product.
#[derive(Model, Clone, Debug, Default)]
#[model(prefix = "brand", aliases("brand", "brands"))]
pub struct Brand {
    #[field(id)]
    pub id: String,
    #[field(unique, search)]
    pub name: String,
    /// The name as links have it.
    pub handle: Option<String>,
    pub description: Option<String>,
    /// The product that stands for the brand.
    pub flagship_id: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// Tables and columns follow from the model. Only rows that are older than a column need a migration: the first release
/// of this shop had no handles.
pub fn module() -> Module {
    Module::new([Brand::meta()]).migration(Migration {
        name: "brand-handles",
        run: |tx| {
            Box::pin(async move {
                let handle = Patch::quiet().set_expr(Brand::HANDLE, Brand::NAME.expr().lower());
                tx.update(Brand::HANDLE.is_null(), handle).await.map(drop)
            })
        },
    })
}
