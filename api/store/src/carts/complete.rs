//! `POST /store/carts/{id}/complete`

use super::default_fields::DEFAULT_FIELDS;
use stheno_flows::cart::complete_cart::{self, Completed};
use stheno_http::{Reply, Request, Route};
use stheno_kernel::{Error, JsonWriter, Result};
use stheno_query::GraphRequest;

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![Route::post("/store/carts/{id}/complete", complete)]
}

/// Room for an order without growing the buffer often.
const ANSWER_BYTES: usize = 16 * 1024;

/// The order; or the cart, with what went wrong with its payment.
async fn complete(request: Request) -> Result<Reply> {
    let id = request.param("id").to_owned();
    match complete_cart::run(&request.ctx, id.clone()).await? {
        Completed::Order(order_id, held) => {
            let fields = request.selection.fields.iter().cloned();
            let question = GraphRequest::new("order").fields(fields).lenient().holding(held);
            answer(&request, ("order", &order_id), question, None).await
        }
        Completed::Refused(error) => {
            let question = GraphRequest::new("cart").fields(DEFAULT_FIELDS.split_whitespace()).lenient();
            answer(&request, ("cart", &id), question, Some(error)).await
        }
    }
}

async fn answer(
    request: &Request,
    (kind, id): (&str, &str),
    question: GraphRequest,
    error: Option<Error>,
) -> Result<Reply> {
    let app = &request.ctx.app;
    let answer = app.graph().query(app.database(), question.filter(serde_json::json!({ "id": id }))).await?;
    let mut out = JsonWriter::with_capacity(ANSWER_BYTES);
    out.begin_object();
    out.key("type");
    out.string(kind);
    out.key(kind);
    answer.write_first(&mut out);
    if let Some(error) = error {
        out.key("error");
        out.begin_object();
        for (name, text) in [("message", error.message()), ("name", "Error"), ("type", error.kind().as_str())]
        {
            out.key(name);
            out.string(text);
        }
        out.end_object();
    }
    out.end_object();
    Ok(Reply::json(out.into_bytes()))
}
