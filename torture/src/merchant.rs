//! Who runs the shop: the admin API.

use crate::client::Client;
use anyhow::{Context as _, Result, ensure};
use serde_json::{Value as Json, json};
use std::net::SocketAddr;

/// Records in a page of `POST /admin/query`.
const PAGE: usize = 1000;

/// A merchant, signed in.
pub struct Merchant(Client);

impl Merchant {
    /// With a token that is there already.
    pub fn new(address: SocketAddr, token: &str) -> Result<Self> {
        Ok(Self(Client::new(address).with_header("authorization", &format!("Bearer {token}"))?))
    }

    /// Signs in; answers the token.
    pub async fn sign_in(address: SocketAddr, email: &str, password: &str) -> Result<String> {
        let body = json!({ "email": email, "password": password });
        let answer = Client::new(address).post("/auth/user/emailpass", &body).await?.done()?;
        answer["token"].as_str().map(str::to_owned).context("no token")
    }

    /// The connection, for requests that may fail.
    pub fn client(&mut self) -> &mut Client {
        &mut self.0
    }

    /// `GET`; fails unless it succeeds.
    pub async fn get(&mut self, path: &str) -> Result<Json> {
        self.0.get(path).await?.done().with_context(|| format!("GET {path}"))
    }

    /// `POST`; fails unless it succeeds.
    pub async fn post(&mut self, path: &str, body: Json) -> Result<Json> {
        self.0.post(path, &body).await?.done().with_context(|| format!("POST {path} {body}"))
    }

    /// All records of an entity that a filter takes, page by page.
    pub async fn query(&mut self, entity: &str, fields: &[&str], filters: Json) -> Result<Vec<Json>> {
        let mut records = Vec::new();
        loop {
            let pagination = json!({ "skip": records.len(), "take": PAGE, "order": { "id": "ASC" } });
            let question =
                json!({ "entity": entity, "fields": fields, "filters": filters, "pagination": pagination });
            let mut answer = self.post("/admin/query", question).await?;
            let Json::Array(page) = answer["data"].take() else { anyhow::bail!("{entity}: no list") };
            let is_last = page.len() < PAGE;
            records.extend(page);
            if is_last {
                return Ok(records);
            }
        }
    }

    /// The one record of an entity that a filter takes.
    pub async fn one(&mut self, entity: &str, fields: &[&str], filters: Json) -> Result<Json> {
        let mut found = self.query(entity, fields, filters.clone()).await?;
        ensure!(found.len() == 1, "{} of {entity} for {filters}", found.len());
        Ok(found.remove(0))
    }

    /// So many pieces lie there, whatever is promised of them.
    pub async fn stock(&mut self, item_id: &str, location_id: &str, pieces: i64) -> Result<()> {
        let path = format!("/admin/inventory-items/{item_id}/location-levels/{location_id}");
        self.post(&path, json!({ "stocked_quantity": pieces })).await.map(drop)
    }
}
