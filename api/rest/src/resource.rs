//! A resource whose verbs are plain create, list, retrieve, update and delete: declared, not written.

use crate::read;
use serde_json::{Map, Value as Json};
use stheno_flows::plain::Plain;
use stheno_http::{Reply, Request, Route};
use stheno_kernel::Result;

/// A plain resource.
#[derive(Clone, Copy)]
pub struct Resource {
    /// Where it lives (`/admin/product-tags`).
    pub path: &'static str,
    /// Where one of them lives (`/admin/product-tags/{id}`).
    pub one: &'static str,
    /// Its name in the graph.
    pub entity: &'static str,
    /// The member that holds one.
    pub singular: &'static str,
    /// The member that holds many; `object` of a deletion is the singular.
    pub plural: &'static str,
    /// How it is written.
    pub plain: Plain,
}

impl Resource {
    /// All five verbs.
    pub fn routes(self) -> Vec<Route> {
        let mut routes = self.reads();
        routes.extend(self.writes());
        routes
    }

    /// List and retrieve.
    pub fn reads(self) -> Vec<Route> {
        vec![
            Route::get(self.path, move |request| async move { self.list(request).await }),
            Route::get(self.one, move |request| async move { self.retrieve(request).await }),
        ]
    }

    /// Create, update and delete.
    pub fn writes(self) -> Vec<Route> {
        vec![
            Route::post(self.path, move |request| async move { self.create(request).await }),
            Route::post(self.one, move |request| async move { self.update(request).await }),
            Route::delete(self.one, move |request| async move { self.delete(request).await }),
        ]
    }

    /// A page.
    pub async fn list(self, request: Request) -> Result<Reply> {
        read::list(&request, self.entity, self.plural).await
    }

    /// One record.
    pub async fn retrieve(self, request: Request) -> Result<Reply> {
        self.answer(&request, request.param("id")).await
    }

    /// Creates one record from the body and answers it.
    pub async fn create(self, request: Request) -> Result<Reply> {
        let ids = self.plain.create(&request.ctx, vec![plain_body(&request)]).await?;
        self.answer(&request, ids.first().map_or("", String::as_str)).await
    }

    /// Changes the record and answers it.
    pub async fn update(self, request: Request) -> Result<Reply> {
        let id = request.param("id").to_owned();
        self.plain.update(&request.ctx, id.clone(), plain_body(&request)).await?;
        self.answer(&request, &id).await
    }

    /// Deletes the record: `{id, object, deleted: true}`, also where it was not there.
    pub async fn delete(self, request: Request) -> Result<Reply> {
        let id = request.param("id").to_owned();
        self.plain.delete(&request.ctx, vec![id.clone()]).await?;
        Ok(Reply::deleted(&id, self.singular))
    }

    /// The record as this request selects it.
    pub async fn answer(self, request: &Request, id: &str) -> Result<Reply> {
        read::retrieve(request, self.entity, self.singular, id, self.plain.label).await
    }
}

/// The body without what belongs to hooks.
pub fn plain_body(request: &Request) -> Map<String, Json> {
    let mut body = request.body.clone();
    body.remove("additional_data");
    body
}
