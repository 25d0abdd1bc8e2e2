//! Workflow `create-payment-sessions`: an attempt to pay a collection with one provider, in place of earlier ones.
//! `POST /store/payment-collections/{id}/payment-sessions`.

use super::outside::{CreateAccountHolder, InitiateSession, Initiation, NewHolder, drop_sessions};
use super::provider;
use crate::cart::load::{find_kept, insert_kept};
use serde_json::{Map, Value as Json, json};
use stheno_customer::Customer;
use stheno_database::{Alias, Compare, Expr, Select, Type};
use stheno_kernel::{Error, JsonText, Result, Value};
use stheno_link::LinkInput;
use stheno_model::{Model as _, Records, live, select_of};
use stheno_payment::provider::{Data, Exact, Holder, Session, SessionInput};
use stheno_payment::{AccountHolder, Payment, PaymentCollection, PaymentSession};
use stheno_query::{GraphRequest, Held};
use stheno_workflow::steps::{create_remote_link_step, remove_records};
use stheno_workflow::{Flow, FlowTx, RequestCtx, Ticket};

/// What a shopper chooses.
#[derive(Clone, Debug)]
pub struct Input {
    /// The collection.
    pub payment_collection_id: String,
    /// The provider.
    pub provider_id: String,
    /// Who pays, where somebody is signed in.
    pub customer_id: Option<String>,
    /// What the provider is told, as the client sent it.
    pub data: Data,
}

const FLOW: &str = "create-payment-sessions";
/// The status of a session that is paid with.
const PAID: &str = "authorized";

/// A session that was opened.
struct Stored {
    /// Sessions that it replaces, of providers that have to be told.
    dropped: Vec<PaymentSession>,
    /// The collection and its sessions.
    held: Held,
}

/// Everything that is known before the provider is asked.
struct Prepared {
    session: PaymentSession,
    input: SessionInput,
    customer: Option<Json>,
    /// The provider's account of the customer, as it is told.
    holder: Option<Json>,
    /// The account, if it was made for this session: written with it.
    new_holder: Option<AccountHolder>,
    /// The collection.
    held: Held,
}

impl Prepared {
    /// Who pays, if the provider does not know them.
    fn unknown_customer(&self) -> Option<&Json> {
        self.customer.as_ref().filter(|_| self.holder.is_none())
    }

    /// With what the provider made of an unknown customer.
    fn with_holder(mut self, cx: &FlowTx, made: Option<Holder>) -> Self {
        let Some(made) = made else { return self };
        let email = self.customer.as_ref().and_then(|c| c["email"].as_str()).map(str::to_owned);
        let row = AccountHolder {
            provider_id: self.session.provider_id.clone(),
            external_id: made.external_id,
            email,
            data: JsonText::of(&made.data),
            ..AccountHolder::new(cx.stamp())
        };
        self.input.context.insert("account_holder".to_owned(), shown(&row));
        (self.holder, self.new_holder) = (Some(shown(&row)), Some(row));
        self
    }
}

/// Opens the session; answers the rows of its collection.
pub async fn run(ctx: &RequestCtx, input: Input) -> Result<Held> {
    let chosen = provider(&ctx.app, &input.provider_id);
    // Which providers a region has is checked first: strangers fail there, as in the contract.
    if chosen.as_ref().is_ok_and(|provider| !provider.is_local()) {
        return run_outside(ctx, input).await;
    }
    let stored = ctx.transaction(FLOW, move |cx| async move {
        let prepared = prepare(&cx, &input).await?;
        // A provider that is not there is the caller's mistake here.
        let provider = chosen.map_err(|error| Error::invalid_data(error.message().to_owned()))?;
        let made = match prepared.unknown_customer() {
            Some(customer) => provider.create_account_holder(customer.clone(), customer_id(customer)).await?,
            None => None,
        };
        let prepared = prepared.with_holder(&cx, made);
        let session = provider.initiate(prepared.input.clone()).await?;
        store(&cx, prepared, &input, session).await
    });
    let Stored { held, dropped } = stored.await?;
    ctx.afterwards(|ctx| async move { drop_sessions(&ctx, dropped) }).await;
    Ok(held)
}

async fn run_outside(ctx: &RequestCtx, input: Input) -> Result<Held> {
    let key = input.payment_collection_id.clone();
    let stored = ctx.flow(FLOW, &key, |flow| async move {
        let asked = input.clone();
        let (prepared, ticket) = flow
            .transaction("prepare-payment-session", move |cx| async move {
                let prepared = prepare(&cx, &asked).await?;
                let is_known = prepared.unknown_customer().is_none();
                let ticket = is_known.then(|| announce(&cx, &prepared)).transpose()?;
                Ok((prepared, ticket))
            })
            .await?;
        let (prepared, ticket) = match ticket {
            Some(ticket) => (prepared, ticket),
            None => introduce(&flow, prepared).await?,
        };
        let session = flow.run(ticket).await?;
        flow.finish("create-payment-session", move |cx| async move {
            let fresh = prepare(&cx, &input).await?;
            // The amount was told to the provider: a cart that changed meanwhile needs a new attempt.
            if fresh.input.amount != prepared.input.amount {
                return Err(Error::conflict("The amount to pay has changed"));
            }
            store(&cx, Prepared { held: fresh.held, ..prepared }, &input, session).await
        })
        .await
    });
    let Stored { held, dropped } = stored.await?;
    ctx.afterwards(|ctx| async move { drop_sessions(&ctx, dropped) }).await;
    Ok(held)
}

/// Makes the customer known to the provider, before the session is asked for.
async fn introduce(flow: &Flow, prepared: Prepared) -> Result<(Prepared, Ticket<InitiateSession>)> {
    let asked = NewHolder {
        provider_id: prepared.session.provider_id.clone(),
        customer: prepared.customer.clone().unwrap_or_default(),
    };
    let made = flow.outside::<CreateAccountHolder>(asked).await?;
    let announced = flow.transaction("prepare-with-account-holder", move |cx| async move {
        let prepared = prepared.with_holder(&cx, made);
        let ticket = announce(&cx, &prepared)?;
        Ok((prepared, ticket))
    });
    announced.await
}

fn announce(cx: &FlowTx, prepared: &Prepared) -> Result<Ticket<InitiateSession>> {
    cx.announce(Initiation {
        provider_id: prepared.session.provider_id.clone(),
        input: prepared.input.clone(),
    })
}

async fn prepare(cx: &FlowTx, input: &Input) -> Result<Prepared> {
    let id = input.payment_collection_id.as_str();
    let of_id = PaymentCollection::ID.eq(id).and(live(PaymentCollection::meta()));
    let row = cx.run(select_of::<PaymentCollection>().filter(of_id).for_update()).await?.into_rows().next();
    let row = row.ok_or_else(|| Error::not_found(format!("Payment collection id not found: {id}")))?;
    let mut held = Held::default();
    held.keep(PaymentCollection::meta(), [row.clone()]);
    let collection = PaymentCollection::from_cells(row)?;
    validate_provider(cx, id, &input.provider_id).await?;
    let (customer, holder) = match &input.customer_id {
        Some(id) => customer(cx, id, &input.provider_id).await?,
        None => (None, None),
    };
    let session = PaymentSession {
        currency_code: collection.currency_code.clone(),
        amount: collection.amount,
        provider_id: input.provider_id.clone(),
        payment_collection_id: collection.id,
        metadata: Some(JsonText::default()),
        ..PaymentSession::new(cx.stamp())
    };
    let mut data = input.data.clone();
    data.insert("session_id".to_owned(), session.id.as_str().into());
    let mut context = Map::new();
    context.insert("idempotency_key".to_owned(), session.id.as_str().into());
    for (name, value) in [("customer", &customer), ("account_holder", &holder)] {
        if let Some(value) = value {
            context.insert(name.to_owned(), value.clone());
        }
    }
    let input = SessionInput {
        amount: Exact(session.amount),
        currency_code: session.currency_code.clone(),
        data,
        context,
    };
    Ok(Prepared { session, input, customer, holder, new_holder: None, held })
}

/// The provider must be one of those that the cart's region has.
async fn validate_provider(cx: &FlowTx, collection_id: &str, provider_id: &str) -> Result<()> {
    cx.step("validate-payment-provider-in-region").await?;
    let (cart, link) = (Alias::ROOT, Alias(1));
    let on = Expr::Column(link, "cart_id").compare(Compare::Eq, Expr::Column(cart, "id"));
    let is_enabled = enabled((Alias(2), Alias(3)), Expr::Column(cart, "region_id"))
        .filter(Expr::Column(Alias(2), "id").eq(provider_id));
    let carts = Select::from("cart")
        .column("region_id", Type::Text)
        .expr(Expr::Exists(Box::new(is_enabled)), Type::Bool)
        .join("cart_payment_collection", link, on)
        .filter(Expr::Column(link, "payment_collection_id").eq(collection_id))
        .filter(Expr::Column(link, "deleted_at").is_null())
        .filter(Expr::column("completed_at").is_null());
    let found = cx.run(carts).await?;
    let Some([Value::Text(region_id), is_enabled]) = found.first() else { return Ok(()) };
    if is_enabled.as_bool().unwrap_or_default() {
        return Ok(());
    }
    Err(Error::invalid_data(format!(
        "Payment provider {provider_id} is not enabled in the cart's region {region_id}."
    )))
}

/// The providers that a region has and that are installed.
pub(crate) async fn enabled_providers(cx: &FlowTx, region_id: &str) -> Result<Vec<String>> {
    let select = enabled((Alias::ROOT, Alias(1)), Expr::param(region_id)).column("id", Type::Text);
    let ids = cx.run(select).await?.into_values().into_iter();
    Ok(ids.filter_map(|id| id.as_str().map(str::to_owned)).collect())
}

/// The providers that a region has and that are installed, under these names for them and their link.
fn enabled((provider, link): (Alias, Alias), region_id: Expr) -> Select {
    let id = Expr::Column(provider, "id");
    Select::from_as("payment_provider", provider)
        .join(
            "region_payment_provider",
            link,
            Expr::Column(link, "payment_provider_id").compare(Compare::Eq, id),
        )
        .filter(Expr::Column(link, "region_id").compare(Compare::Eq, region_id))
        .filter(Expr::Column(link, "deleted_at").is_null())
        .filter(Expr::Column(provider, "deleted_at").is_null())
        .filter(Expr::Column(provider, "is_enabled").eq(true))
}

const CUSTOMER_FIELDS: [&str; 9] = [
    "id",
    "email",
    "company_name",
    "first_name",
    "last_name",
    "phone",
    "metadata",
    "addresses.*",
    "account_holders.*",
];

/// Who pays, as providers are told, and the account that the provider has of them already.
async fn customer(cx: &FlowTx, id: &str, provider_id: &str) -> Result<(Option<Json>, Option<Json>)> {
    let question = GraphRequest::new("customer").fields(CUSTOMER_FIELDS).filter(json!({ "id": id }));
    let answer = cx.app().graph().query_in(cx.tx(), question).await?.to_json();
    let Some(Json::Object(mut customer)) = answer.get(0).cloned() else { return Ok((None, None)) };
    let list = |name: &str| customer.get(name).and_then(Json::as_array).cloned().unwrap_or_default();
    let addresses = list("addresses");
    let holder = list("account_holders").into_iter().find(|h| h["provider_id"] == provider_id);
    let billing = addresses.iter().find(|a| a["is_default_billing"] == true).or(addresses.first());
    if let Some(billing) = billing.cloned() {
        customer.insert("billing_address".to_owned(), billing);
    }
    Ok((Some(Json::Object(customer)), holder))
}

fn customer_id(customer: &Json) -> String {
    customer["id"].as_str().unwrap_or_default().to_owned()
}

/// Writes the session in place of the collection's others.
async fn store(cx: &FlowTx, prepared: Prepared, input: &Input, made: Session) -> Result<Stored> {
    let Prepared { mut session, customer, holder, new_holder, mut held, .. } = prepared;
    let holder = match new_holder {
        Some(row) => Some(keep_holder(cx, row, customer.as_ref()).await?),
        None => holder,
    };
    let mut context = Map::new();
    for (name, value) in [("customer", customer), ("account_holder", holder)] {
        context.extend(value.map(|value| (name.to_owned(), value)));
    }
    let Session { data, status } = made;
    let mut kept = input.data.clone();
    kept.extend(data);
    session.data = JsonText::of(&kept);
    session.context = Some(JsonText::of(&context));
    session.status = status.as_str().to_owned();
    let dropped = delete_sessions(cx, &mut held, &session).await?;
    cx.step("create-payment-session").await?;
    held.whole(Payment::meta().table, "payment_session_id", [session.id.as_str()]);
    insert_kept(cx, &mut held, vec![session]).await?;
    Ok(Stored { dropped, held })
}

/// Writes an account holder and links it to its customer. Of two first sessions at once, the second finds the first's.
async fn keep_holder(cx: &FlowTx, row: AccountHolder, customer: Option<&Json>) -> Result<Json> {
    cx.step("create-payment-account-holder").await?;
    let customer = customer.map(customer_id).unwrap_or_default();
    cx.find_locked::<Customer>(Customer::ID.eq(customer.as_str())).await?;
    let same = AccountHolder::PROVIDER_ID
        .eq(row.provider_id.as_str())
        .and(AccountHolder::EXTERNAL_ID.eq(row.external_id.as_str()));
    let kept = match cx.find::<AccountHolder>(same).await?.pop() {
        Some(kept) => kept,
        None => {
            cx.insert_one(row.clone()).await?;
            row
        }
    };
    let link = LinkInput::new(
        (stheno_customer::NAME, "customer_id", customer),
        (stheno_payment::NAME, "account_holder_id", kept.id.as_str()),
    );
    create_remote_link_step(cx, vec![link]).await?;
    Ok(shown(&kept))
}

/// An account holder as providers are told of it.
fn shown(row: &AccountHolder) -> Json {
    json!({
        "id": row.id.as_str(),
        "provider_id": row.provider_id,
        "external_id": row.external_id,
        "email": row.email,
        "data": row.data.to_value(),
        "metadata": null,
        "created_at": row.created_at.to_string(),
        "updated_at": row.updated_at.to_string(),
        "deleted_at": null,
    })
}

/// Workflow `delete-payment-sessions`, for what the new session replaces; answers those whose providers reach outside.
async fn delete_sessions(
    cx: &FlowTx,
    held: &mut Held,
    session: &PaymentSession,
) -> Result<Vec<PaymentSession>> {
    cx.step("delete-payment-sessions").await?;
    // What is authorized is paid with: an order that is placed meanwhile keeps its session.
    let collection = &session.payment_collection_id;
    let of_collection = PaymentSession::PAYMENT_COLLECTION_ID.eq(collection);
    let all = find_kept::<PaymentSession>(cx, held, of_collection).await?;
    let (_, mut old): (Vec<_>, Vec<_>) = all.into_iter().partition(|session| session.status == PAID);
    let mut gone = Vec::new();
    if !old.is_empty() {
        let open = PaymentSession::ID.is_in(old.iter().map(|s| &s.id)).and(PaymentSession::STATUS.ne(PAID));
        gone = remove_records(cx, PaymentSession::meta(), open).await?;
        held.drop_rows(PaymentSession::meta().table, &gone);
    }
    if gone.len() == old.len() {
        held.whole(PaymentSession::meta().table, "payment_collection_id", [collection.as_str()]);
    }
    old.retain(|session| provider(cx.app(), &session.provider_id).is_ok_and(|provider| !provider.is_local()));
    Ok(old)
}
