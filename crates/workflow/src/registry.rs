//! Steps that can be undone, by name: so that a process that did not begin a flow can end it.

use crate::flow::Flow;
use crate::{FlowTx, RequestCtx};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::Arc;
use stheno_kernel::{Error, Result};

/// A step that reaches outside: a payment provider, a file, a mail.
///
/// Inputs and outputs are kept in the journal as JSON: a field added later needs `#[serde(default)]`.
pub trait Outside: Send + Sync + 'static {
    /// Its name, one in the whole application (`authorize-payment`).
    const NAME: &'static str;
    /// What it needs.
    type Input: Serialize + DeserializeOwned + Clone + Send + Sync + 'static;
    /// What it brings.
    type Output: Serialize + DeserializeOwned + Send + 'static;
    /// Whether only a person may undo it (money that moved). A flow that has announced it is not undone but finished, by
    /// [`FlowRegistry::finish_with`], as often as it takes: the step is repeated with its key until it is known what became
    /// of it. `undo` is not called.
    const IS_FINAL: bool = false;

    /// Does it. `key` is the same whenever this very step is repeated: hand it to the outside as its idempotency key.
    fn run(
        ctx: RequestCtx,
        key: String,
        input: Self::Input,
    ) -> impl Future<Output = Result<Self::Output>> + Send;

    /// Undoes it; may be called more than once. Without `output` it is not known whether the step took effect: it
    /// failed, or its node died. Undoing what did not happen is no error.
    fn undo(
        ctx: RequestCtx,
        key: String,
        input: Self::Input,
        output: Option<Self::Output>,
    ) -> impl Future<Output = Result<()>> + Send;
}

/// Undoes what a committed transaction of a flow wrote, in a transaction of its own; takes effect once.
pub trait Undo: Send + Sync + 'static {
    /// Its name, one in the whole application (`release-reservations`).
    const NAME: &'static str;
    /// What it needs, and nothing more.
    type Input: Serialize + DeserializeOwned + Send + 'static;

    /// Undoes it.
    fn undo(cx: FlowTx, input: Self::Input) -> impl Future<Output = Result<()>> + Send;
}

pub(crate) type UndoOutside =
    Arc<dyn Fn(RequestCtx, String, Json, Option<Json>) -> BoxFuture<'static, Result<()>> + Send + Sync>;
pub(crate) type UndoInside = Arc<dyn Fn(FlowTx, Json) -> BoxFuture<'static, Result<()>> + Send + Sync>;
pub(crate) type Finish = Arc<dyn Fn(Flow) -> BoxFuture<'static, Result<()>> + Send + Sync>;

/// How an entry of a journal is undone.
#[derive(Clone)]
pub(crate) enum Undoing {
    /// See [`Outside::IS_FINAL`].
    Never,
    Outside(UndoOutside),
    Inside(&'static str, UndoInside),
}

/// Everything that may stand in a journal, by name; an extension of the app. It knows [`crate::steps`] from the start.
#[derive(Clone)]
pub struct FlowRegistry {
    steps: HashMap<&'static str, Undoing>,
    finishes: HashMap<&'static str, Finish>,
}

impl Default for FlowRegistry {
    fn default() -> Self {
        let mut registry = Self { steps: HashMap::new(), finishes: HashMap::new() };
        crate::steps::register(&mut registry);
        registry
    }
}

impl FlowRegistry {
    /// Makes a step that reaches outside known.
    pub fn outside<S: Outside>(&mut self) -> &mut Self {
        let undo: UndoOutside = Arc::new(|ctx, key, input, output| {
            async move {
                let output = output.map(|o| read(S::NAME, o)).transpose()?;
                S::undo(ctx, key, read(S::NAME, input)?, output).await
            }
            .boxed()
        });
        self.steps.insert(S::NAME, if S::IS_FINAL { Undoing::Never } else { Undoing::Outside(undo) });
        self
    }

    /// Makes the undo of a transaction known.
    pub fn undo<U: Undo>(&mut self) -> &mut Self {
        let undo: UndoInside =
            Arc::new(|cx, input| async move { U::undo(cx, read(U::NAME, input)?).await }.boxed());
        self.steps.insert(U::NAME, Undoing::Inside(U::NAME, undo));
        self
    }

    /// A flow that was cut off is finished by `finish` rather than undone; if that errs, it is undone after all.
    /// `finish` asks [`Flow::output`] and [`Flow::ticket`] how far it had come.
    pub fn finish_with<F, Fut>(&mut self, flow: &'static str, finish: F) -> &mut Self
    where
        F: Fn(Flow) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<()>> + Send + 'static,
    {
        self.finishes.insert(flow, Arc::new(move |flow| finish(flow).boxed()));
        self
    }

    pub(crate) fn step(&self, name: &str) -> Result<Undoing> {
        self.steps.get(name).cloned().ok_or_else(|| unknown(name))
    }
    /// Whether this is a step of [`Outside::IS_FINAL`].
    pub(crate) fn is_final(&self, name: &str) -> bool {
        matches!(self.steps.get(name), Some(Undoing::Never))
    }
    pub(crate) fn finish(&self, flow: &str) -> Option<(&'static str, Finish)> {
        self.finishes.get_key_value(flow).map(|(id, finish)| (*id, Arc::clone(finish)))
    }
}

fn unknown(name: &str) -> Error {
    Error::unexpected_state(format!("The step {name} is not registered: nobody could undo it"))
}

pub(crate) fn read<T: DeserializeOwned>(step: &str, json: Json) -> Result<T> {
    serde_json::from_value(json).map_err(|e| {
        Error::unexpected_state(format!("The journal of step {step} cannot be read")).with_source(e)
    })
}

pub(crate) fn write(step: &str, value: &impl Serialize) -> Result<Json> {
    serde_json::to_value(value)
        .map_err(|e| Error::unexpected_state(format!("The step {step} cannot be journaled")).with_source(e))
}
