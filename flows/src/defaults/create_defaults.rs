//! Workflow `create-defaults`: what a shop cannot do without, made at a start where it is missing.
//!
//! Currencies, countries and the built-in providers; the default sales channel, store and publishable key.

use serde_json::json;
use stheno_api_key::ApiKey;
use stheno_currency::Currency;
use stheno_database::{Expr, Statement, Type, statement::Select};
use stheno_fulfillment::{FulfillmentProvider, ShippingProfile};
use stheno_ids::SalesChannelId;
use stheno_kernel::Result;
use stheno_link::LinkInput;
use stheno_model::{Conflict, Model, Records};
use stheno_notification::NotificationProvider;
use stheno_payment::provider::PaymentProviders;
use stheno_payment::{PaymentProvider, RefundReason};
use stheno_pricing::PricePreference;
use stheno_region::Country;
use stheno_sales_channel::SalesChannel;
use stheno_store::{Store, StoreCurrency};
use stheno_tax::TaxProvider;
use stheno_workflow::steps::create_remote_link_step;
use stheno_workflow::{App, FlowTx, RequestCtx};

/// Codes, labels and descriptions of the refund reasons that a new shop has.
const REFUND_REASONS: [(&str, &str, &str); 3] = [
    ("shipping_issue", "Shipping Issue", "Refund due to lost, delayed, or misdelivered shipment"),
    (
        "customer_care_adjustment",
        "Customer Care Adjustment",
        "Refund given as goodwill or compensation for inconvenience",
    ),
    (
        "pricing_error",
        "Pricing Error",
        "Refund to correct an overcharge, missing discount, or incorrect price",
    ),
];

/// Makes what is missing. A shop that has everything costs one read.
pub async fn run(ctx: &RequestCtx) -> Result<()> {
    if is_complete(ctx).await? {
        return Ok(());
    }
    ctx.transaction("create-defaults", |cx| async move {
        reference_data(&cx).await?;
        let channel = sales_channel(&cx).await?;
        store(&cx, &channel).await?;
        publishable_key(&cx, &channel).await
    })
    .await
}

async fn is_complete(ctx: &RequestCtx) -> Result<bool> {
    let first = |meta: &'static stheno_model::ModelMeta| -> Statement {
        let select = Select::from(meta.table).column(meta.key(), Type::Text).limit(1);
        if meta.soft_deletes() {
            select.filter(Expr::column("deleted_at").is_null()).into()
        } else {
            select.into()
        }
    };
    let kinds = [Currency::meta(), Country::meta(), Store::meta(), TaxProvider::meta()];
    let statements: Vec<Statement> = kinds.into_iter().map(first).collect();
    let providers = payment_providers(&ctx.app);
    let keys = ctx.app.database().clone();
    keys.read(move |tx| async move {
        let found = tx.run_all(statements).await?;
        let key = tx.count::<ApiKey>(ApiKey::TYPE.eq("publishable")).await?;
        let known = tx.count::<PaymentProvider>(PaymentProvider::ID.is_in(&providers)).await?;
        let is_known = usize::try_from(known) == Ok(providers.len());
        Ok(key > 0 && is_known && found.iter().all(|rows| !rows.is_empty()))
    })
    .await
}

/// The payment providers of the application: each has a row, so that regions can be given it.
fn payment_providers(app: &App) -> Vec<String> {
    let providers = app.extension::<PaymentProviders>().unwrap_or_default();
    let mut ids: Vec<String> = providers.ids().map(str::to_owned).collect();
    ids.sort_unstable();
    ids
}

async fn reference_data(cx: &FlowTx) -> Result<()> {
    cx.step("create-reference-data").await?;
    let stamp = cx.stamp();
    if cx.count::<Currency>(Expr::always()).await? == 0 {
        cx.insert(stheno_currency::data::rows(stamp)).await?;
    }
    if cx.count::<Country>(Expr::always()).await? == 0 {
        cx.insert(stheno_region::data::rows(stamp)).await?;
    }
    if cx.count::<TaxProvider>(Expr::always()).await? == 0 {
        cx.insert_one(TaxProvider { id: "tp_system".into(), ..TaxProvider::new(stamp) }).await?;
    }
    if cx.count::<PaymentProvider>(Expr::always()).await? == 0 {
        let reasons = REFUND_REASONS.map(|(code, label, description)| RefundReason {
            code: code.into(),
            label: label.into(),
            description: Some(description.into()),
            ..RefundReason::new(stamp)
        });
        cx.insert(reasons.into()).await?;
    }
    let providers = payment_providers(cx.app());
    let row = |id: &String| PaymentProvider { id: id.as_str().into(), ..PaymentProvider::new(stamp) };
    let known = Conflict { target: vec!["id"], target_filter: None, update: Vec::new() };
    cx.upsert(providers.iter().map(row).collect(), known).await?;
    if cx.count::<FulfillmentProvider>(Expr::always()).await? == 0 {
        cx.insert_one(FulfillmentProvider { id: "manual_manual".into(), ..FulfillmentProvider::new(stamp) })
            .await?;
    }
    if cx.count::<NotificationProvider>(Expr::always()).await? == 0 {
        cx.insert_one(NotificationProvider {
            id: "local".into(),
            handle: "local".into(),
            name: "local".into(),
            channels: vec!["feed".into()],
            ..NotificationProvider::new(stamp)
        })
        .await?;
    }
    if cx.count::<ShippingProfile>(Expr::always()).await? == 0 {
        let name = "Default Shipping Profile".into();
        cx.insert_one(ShippingProfile { name, r#type: "default".into(), ..ShippingProfile::new(stamp) })
            .await?;
    }
    Ok(())
}

async fn sales_channel(cx: &FlowTx) -> Result<SalesChannelId> {
    cx.step("create-default-sales-channel").await?;
    let oldest = vec![SalesChannel::CREATED_AT.ascending()];
    if let Some(channel) = cx.find_ordered::<SalesChannel>(Expr::always(), oldest, Some(1)).await?.pop() {
        return Ok(channel.id);
    }
    let channel = SalesChannel {
        name: "Default Sales Channel".into(),
        description: Some("Created by Medusa".into()),
        ..SalesChannel::new(cx.stamp())
    };
    let id = channel.id.clone();
    cx.insert_one(channel).await?;
    cx.emit("sales-channel.created", json!({ "id": id.as_str() }));
    Ok(id)
}

async fn store(cx: &FlowTx, channel: &SalesChannelId) -> Result<()> {
    cx.step("create-default-store").await?;
    if cx.count::<Store>(Expr::always()).await? > 0 {
        return Ok(());
    }
    let store = Store { default_sales_channel_id: Some(channel.clone()), ..Store::new(cx.stamp()) };
    let currency = StoreCurrency {
        currency_code: "eur".into(),
        is_default: true,
        store_id: Some(store.id.clone()),
        ..StoreCurrency::new(cx.stamp())
    };
    cx.insert_one(store).await?;
    cx.insert_one(currency).await?;
    let preference = PricePreference {
        attribute: "currency_code".into(),
        value: Some("eur".into()),
        ..PricePreference::new(cx.stamp())
    };
    cx.insert_one(preference).await
}

async fn publishable_key(cx: &FlowTx, channel: &SalesChannelId) -> Result<()> {
    cx.step("create-default-publishable-key").await?;
    if cx.count::<ApiKey>(ApiKey::TYPE.eq("publishable")).await? > 0 {
        return Ok(());
    }
    let token = stheno_api_key::token::publishable();
    let key = ApiKey {
        redacted: stheno_api_key::token::redacted(&token),
        token,
        title: "Default Publishable API Key".into(),
        r#type: "publishable".into(),
        ..ApiKey::new(cx.stamp())
    };
    let link = LinkInput::new(
        ("api_key", "publishable_key_id", key.id.as_str()),
        ("sales_channel", "sales_channel_id", channel.as_str()),
    );
    cx.insert_one(key).await?;
    create_remote_link_step(cx, vec![link]).await.map(drop)
}
