//! Hooks: a shop's own steps at the places where Medusa's workflows have them.

use crate::FlowTx;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::Arc;
use stheno_kernel::Result;

type Handler = Arc<dyn Fn(FlowTx, Json) -> BoxFuture<'static, Result<Option<Json>>> + Send + Sync>;

/// Handlers by `<workflow id>.<hook name>`; an extension of the app.
#[derive(Clone, Default)]
pub struct Hooks(HashMap<String, Vec<Handler>>);

impl Hooks {
    /// Runs `handler` at a hook (`add-to-cart.validate`), within the flow's transaction: it awaits nothing but the
    /// database, and its error fails the flow. Several handlers run in the order in which they came.
    pub fn on<F, Fut>(&mut self, hook: impl Into<String>, handler: F)
    where
        F: Fn(FlowTx, Json) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Option<Json>>> + Send + 'static,
    {
        let handler: Handler = Arc::new(move |cx, input| handler(cx, input).boxed());
        self.0.entry(hook.into()).or_default().push(handler);
    }

    /// Whether anybody hangs on a hook.
    pub fn has(&self, flow: &str, hook: &str) -> bool {
        !self.handlers(flow, hook).is_empty()
    }

    pub(crate) async fn run(
        &self,
        cx: &FlowTx,
        hook: &str,
        input: impl FnOnce() -> Json,
    ) -> Result<Option<Json>> {
        let handlers = self.handlers(cx.flow(), hook);
        if handlers.is_empty() {
            return Ok(None);
        }
        cx.note_hook();
        let (input, mut answer) = (input(), None);
        for handler in handlers {
            answer = merged(answer, handler(cx.clone(), input.clone()).await?);
        }
        Ok(answer)
    }

    fn handlers(&self, flow: &str, hook: &str) -> &[Handler] {
        if self.0.is_empty() {
            return &[];
        }
        self.0.get(&format!("{flow}.{hook}")).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Objects of several handlers are one object, in which the later wins; of anything else the later stands.
fn merged(earlier: Option<Json>, later: Option<Json>) -> Option<Json> {
    match (earlier, later) {
        (Some(Json::Object(mut a)), Some(Json::Object(b))) => {
            a.extend(b);
            Some(Json::Object(a))
        }
        (earlier, None) => earlier,
        (_, later) => later,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn answers_merge() {
        let both = merged(Some(json!({"a": 1, "b": 1})), Some(json!({"b": 2})));
        assert_eq!(both, Some(json!({"a": 1, "b": 2})));
        assert_eq!(merged(Some(json!(1)), None), Some(json!(1)));
        assert_eq!(merged(Some(json!(1)), Some(json!({}))), Some(json!({})));
    }
}
