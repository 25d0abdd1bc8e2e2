//! What a route says of a record that is not there: the contract has three ways.

use crate::read::{one, question};
use serde_json::json;
use stheno_http::{Reply, Request};
use stheno_kernel::{Error, Result};
use stheno_query::GraphRequest;

/// The way of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// 404 `<label> with id: <id> was not found`.
    WasNotFound(&'static str),
    /// 404 `<label> with id: <id> not found`.
    NotFound(&'static str),
    /// 200 `{}`.
    Empty,
}

impl Absent {
    /// The answer for the record `id`.
    pub fn reply(self, id: &str) -> Result<Reply> {
        match self {
            Self::WasNotFound(label) => Err(Error::not_found(format!("{label} with id: {id} was not found"))),
            Self::NotFound(label) => Err(Error::not_found(format!("{label} with id: {id} not found"))),
            Self::Empty => Ok(Reply::ok(&json!({}))),
        }
    }
}

/// The record `id` of `entity` as this request selects it: `{<singular>: {...}}`.
pub async fn record(
    request: &Request,
    entity: &str,
    singular: &str,
    id: &str,
    absent: Absent,
) -> Result<Reply> {
    let question = question(request, entity).filter(json!({ "id": id }));
    record_of(request, question, singular, id, absent).await
}

/// The first record of what was asked: `{<singular>: {...}}`.
pub async fn record_of(
    request: &Request,
    question: GraphRequest,
    singular: &str,
    id: &str,
    absent: Absent,
) -> Result<Reply> {
    let app = &request.ctx.app;
    let answer = app.graph().query(app.database(), question).await?;
    if answer.is_empty() { absent.reply(id) } else { Ok(Reply::json(one(&answer, singular))) }
}
