//! What payment providers are asked that reach outside: steps between transactions, each with its undo.

use super::ask::ask as ask_provider;
use super::{capture_payment, refund_payment};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use stheno_database::Tx;
use stheno_kernel::Result;
use stheno_model::Records as _;
use stheno_payment::provider::{Data, Holder, PaymentInput, Session, SessionInput, SessionStatus};
use stheno_payment::{AccountHolder, PaymentSession};
use stheno_workflow::{Flow, FlowRegistry, Outside, RequestCtx};
use tracing::Instrument as _;

/// Makes the steps known to whoever has to end a flow that was cut off.
pub fn register(flows: &mut FlowRegistry) {
    flows
        .outside::<CreateAccountHolder>()
        .outside::<InitiateSession>()
        .outside::<AuthorizeSession>()
        .outside::<MovePayment>()
        .finish_with(capture_payment::FLOW, |flow| carry_on(flow, capture_payment::note))
        .finish_with(refund_payment::FLOW, |flow| carry_on(flow, refund_payment::note));
}

/// A customer to be made known to a provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewHolder {
    /// The provider.
    pub provider_id: String,
    /// The customer, as providers are told; the id is the idempotency key, as Medusa has it.
    pub customer: Json,
}

/// Makes a customer known to a provider. Undone by forgetting them, unless another flow has taken the holder meanwhile. One
/// that nobody remembers is found again: the provider answers the same key with the same holder.
pub struct CreateAccountHolder;

impl Outside for CreateAccountHolder {
    const NAME: &'static str = "create-payment-account-holder";
    type Input = NewHolder;
    type Output = Option<Holder>;

    async fn run(ctx: RequestCtx, _key: String, input: NewHolder) -> Result<Option<Holder>> {
        let NewHolder { provider_id, customer } = input;
        let key = customer["id"].as_str().unwrap_or_default().to_owned();
        ask_provider(&ctx.app, &provider_id, |p| p.create_account_holder(customer.clone(), key.clone())).await
    }

    async fn undo(
        ctx: RequestCtx,
        _key: String,
        input: NewHolder,
        output: Option<Option<Holder>>,
    ) -> Result<()> {
        let Some(holder) = output.flatten() else { return Ok(()) };
        let known = AccountHolder::PROVIDER_ID
            .eq(input.provider_id.as_str())
            .and(AccountHolder::EXTERNAL_ID.eq(holder.external_id.as_str()));
        let is_taken = move |tx: Tx| async move { tx.count::<AccountHolder>(known).await };
        if ctx.app.database().read(is_taken).await? > 0 {
            return Ok(());
        }
        ask_provider(&ctx.app, &input.provider_id, |p| p.delete_account_holder(holder.clone())).await
    }
}

/// A session to be opened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Initiation {
    /// The provider.
    pub provider_id: String,
    /// What it is told.
    pub input: SessionInput,
}

/// Opens a session with the provider.
pub struct InitiateSession;

impl Outside for InitiateSession {
    const NAME: &'static str = "initiate-payment-session";
    type Input = Initiation;
    type Output = Session;

    async fn run(ctx: RequestCtx, _key: String, input: Initiation) -> Result<Session> {
        ask_provider(&ctx.app, &input.provider_id, |p| p.initiate(input.input.clone())).await
    }

    async fn undo(ctx: RequestCtx, key: String, input: Initiation, output: Option<Session>) -> Result<()> {
        let data = output.map_or(input.input.data, |made| made.data);
        let asked = PaymentInput { data, amount: None, idempotency_key: key_of_undo(&key) };
        ask_provider(&ctx.app, &input.provider_id, |p| p.delete(asked.clone())).await.map(drop)
    }
}

/// A session to be authorized.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Authorization {
    /// The session.
    pub session_id: String,
    /// The provider.
    pub provider_id: String,
    /// What it keeps with the session.
    pub data: Data,
}

impl Authorization {
    /// What the provider is asked.
    pub fn input(&self, idempotency_key: &str) -> PaymentInput {
        PaymentInput { data: self.data.clone(), amount: None, idempotency_key: idempotency_key.to_owned() }
    }
}

/// The key under which something is called off: another question than the one that was asked under `key`.
fn key_of_undo(key: &str) -> String {
    format!("{key}:undo")
}

/// Has the provider authorize a session. Undone by canceling what was promised. The key is that of the step, not the session:
/// asked for a session whose authorization was canceled, a provider would repeat the old answer to the old key.
pub struct AuthorizeSession;

impl Outside for AuthorizeSession {
    const NAME: &'static str = "authorize-payment-session-step";
    type Input = Authorization;
    type Output = Session;

    async fn run(ctx: RequestCtx, key: String, input: Authorization) -> Result<Session> {
        ask_provider(&ctx.app, &input.provider_id, |p| p.authorize(input.input(&key))).await
    }

    async fn undo(ctx: RequestCtx, key: String, input: Authorization, output: Option<Session>) -> Result<()> {
        let (data, is_captured) = match output {
            Some(session) => (session.data, session.status == SessionStatus::Captured),
            None => (input.data, false),
        };
        let asked = PaymentInput { data, amount: None, idempotency_key: key_of_undo(&key) };
        let undone = ask_provider(&ctx.app, &input.provider_id, |p| {
            if is_captured { p.refund(asked.clone()) } else { p.cancel(asked.clone()) }
        });
        undone.await.map(drop)
    }
}

/// Money to be moved on an authorized payment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Move {
    /// The provider.
    pub provider_id: String,
    /// What it is asked.
    pub input: PaymentInput,
    /// Which way.
    pub kind: MoveKind,
    /// Who wants it.
    #[serde(default)]
    pub created_by: Option<String>,
    /// What is to be noted of a refund.
    #[serde(default)]
    pub refund: Option<RefundNote>,
}

/// What is noted of a refund besides its amount.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RefundNote {
    /// The refund's id, which is also the provider's key.
    pub id: String,
    /// Why, of the shop's reasons.
    pub refund_reason_id: Option<String>,
    /// Why, in words.
    pub note: Option<String>,
}

/// Which way money moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveKind {
    /// From the customer.
    Capture,
    /// Back to them.
    Refund,
    /// What was promised is let go.
    Cancel,
}

/// Has the provider move money. There is no undo: money that moved moves back by a decision of people only. It is asked with
/// one key until it answers, and then it is written down.
pub struct MovePayment;

impl Outside for MovePayment {
    const NAME: &'static str = "move-payment";
    type Input = Move;
    type Output = Data;
    const IS_FINAL: bool = true;

    async fn run(ctx: RequestCtx, _key: String, input: Move) -> Result<Data> {
        ask(&ctx, &input).await
    }

    async fn undo(_ctx: RequestCtx, _key: String, _input: Move, _output: Option<Data>) -> Result<()> {
        Ok(())
    }
}

/// Carries a flow on whose provider was asked for a move, and notes its answer, which is asked for again with its key where it was
/// lost. Nothing is to be noted where the flow had not come so far.
async fn carry_on<Fut>(flow: Flow, note: fn(Flow, Data) -> Fut) -> Result<()>
where
    Fut: Future<Output = Result<()>>,
{
    let data = match (flow.output::<MovePayment>()?, flow.ticket::<MovePayment>()?) {
        (Some(data), _) => data,
        (None, Some(ticket)) => flow.run(ticket).await?,
        (None, None) => return Ok(()),
    };
    note(flow, data).await
}

/// Asks the provider of a move.
pub(crate) async fn ask(ctx: &RequestCtx, asked: &Move) -> Result<Data> {
    let moving = ask_provider(&ctx.app, &asked.provider_id, |p| match asked.kind {
        MoveKind::Capture => p.capture(asked.input.clone()),
        MoveKind::Refund => p.refund(asked.input.clone()),
        MoveKind::Cancel => p.cancel(asked.input.clone()),
    });
    moving.await
}

/// Tells providers that sessions are no longer wanted. Nothing hangs on it: sessions run out by themselves, and no shopper
/// waits for it.
pub(crate) fn drop_sessions(ctx: &RequestCtx, sessions: Vec<PaymentSession>) {
    if sessions.is_empty() {
        return;
    }
    let app = ctx.app.clone();
    let work = async move {
        for session in sessions {
            let data = session.data.parse::<Data>().unwrap_or_default();
            let asked = PaymentInput { data, amount: None, idempotency_key: session.id.into_string() };
            let dropped = ask_provider(&app, &session.provider_id, |p| p.delete(asked.clone())).await;
            if let Err(error) = dropped {
                tracing::warn!(
                    payment.provider = session.provider_id,
                    "a payment session could not be dropped: {error}"
                );
            }
        }
    };
    tokio::spawn(work.in_current_span());
}
