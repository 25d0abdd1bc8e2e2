//! Reads: the selection of a request becomes a question to the graph, the answer goes out as it is.

use stheno_http::{Reply, Request};
use stheno_kernel::{Error, JsonWriter, Result};
use stheno_query::{Answer, GraphRequest};

/// Room for a page of products without growing the buffer often.
const ANSWER_BYTES: usize = 16 * 1024;

/// The question of this request about `entity`: its fields, filters, order and page. Fields that nothing knows are
/// passed over, as the contract has it.
pub fn question(request: &Request, entity: &str) -> GraphRequest {
    let selection = &request.selection;
    let mut question = GraphRequest::new(entity)
        .fields(selection.fields.iter().cloned())
        .lenient()
        .with_deleted(selection.with_deleted)
        .filter(serde_json::Value::Object(selection.filters.clone()));
    if let Some(page) = &selection.pagination {
        question = question.page(page.skip, page.take);
        for (path, descending) in &page.order {
            question = question.order(path.clone(), *descending);
        }
    }
    question
}

/// Shows the keys by which a record hangs on records of its module that are selected whole:
/// `("campaign", "campaign_id")`.
pub fn show_keys(request: &mut Request, keys: &[(&str, &str)]) {
    for (relation, key) in keys {
        let whole = format!("{relation}.*");
        let fields = &mut request.selection.fields;
        if fields.contains(&whole) && !fields.iter().any(|field| field == key) {
            fields.push((*key).to_owned());
        }
    }
}

/// A page of `entity`: `{<plural>: [...], count, offset, limit}`.
pub async fn list(request: &Request, entity: &str, plural: &str) -> Result<Reply> {
    list_of(request, question(request, entity), plural).await
}

/// A page of what was asked.
pub async fn list_of(request: &Request, question: GraphRequest, plural: &str) -> Result<Reply> {
    let app = &request.ctx.app;
    let answer = app.graph().query(app.database(), question).await?;
    Ok(Reply::json(page(&answer, plural)))
}

/// `{<plural>: [...], count, offset, limit}`
pub fn page(answer: &Answer, plural: &str) -> Vec<u8> {
    let mut out = JsonWriter::with_capacity(ANSWER_BYTES);
    out.begin_object();
    out.key(plural);
    answer.write_rows(&mut out);
    let (offset, limit) = answer.page();
    for (name, number) in [
        ("count", answer.count().unwrap_or_default()),
        ("offset", i64::try_from(offset).unwrap_or_default()),
        ("limit", limit.and_then(|l| i64::try_from(l).ok()).unwrap_or_default()),
    ] {
        out.key(name);
        out.value(&number.into());
    }
    out.end_object();
    out.into_bytes()
}

/// `{<plural>: [...]}`, for lists without pages.
pub fn all(answer: &Answer, plural: &str) -> Vec<u8> {
    let mut out = JsonWriter::with_capacity(ANSWER_BYTES);
    out.begin_object();
    out.key(plural);
    answer.write_rows(&mut out);
    out.end_object();
    out.into_bytes()
}

/// The record `id` of `entity`: `{<singular>: {...}}`, or not found as `<label> with id: <id> was not found`.
pub async fn retrieve(
    request: &Request,
    entity: &str,
    singular: &str,
    id: &str,
    label: &str,
) -> Result<Reply> {
    let question = question(request, entity).filter(serde_json::json!({ "id": id }));
    retrieve_of(request, question, singular, || {
        Error::not_found(format!("{label} with id: {id} was not found"))
    })
    .await
}

/// The first record of what was asked: `{<singular>: {...}}`.
pub async fn retrieve_of(
    request: &Request,
    question: GraphRequest,
    singular: &str,
    missing: impl FnOnce() -> Error,
) -> Result<Reply> {
    let app = &request.ctx.app;
    let answer = app.graph().query(app.database(), question).await?;
    if answer.is_empty() {
        return Err(missing());
    }
    Ok(Reply::json(one(&answer, singular)))
}

/// `{<singular>: {...}}`
pub fn one(answer: &Answer, singular: &str) -> Vec<u8> {
    let mut out = JsonWriter::with_capacity(ANSWER_BYTES);
    out.begin_object();
    out.key(singular);
    answer.write_first(&mut out);
    out.end_object();
    out.into_bytes()
}
