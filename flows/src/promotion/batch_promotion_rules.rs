//! Workflow `batch-promotion-rules`: adds, changes and removes rules of a promotion or of its method.

use super::missing;
use serde::Deserialize;
use stheno_kernel::{Error, Result};
use stheno_model::Records as _;
use stheno_promotion::service::{self, NewRule, RuleChange};
use stheno_promotion::{ApplicationMethod, Promotion};
use stheno_workflow::{FlowTx, RequestCtx};

pub use stheno_promotion::service::RuleKind;

/// What to do.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Input {
    /// New rules.
    #[serde(default)]
    create: Vec<NewRule>,
    /// Changed ones.
    #[serde(default)]
    update: Vec<RuleChange>,
    /// Ids of those that go.
    #[serde(default)]
    delete: Vec<String>,
}

/// The ids of what was done.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// New rules.
    pub created: Vec<String>,
    /// Changed ones.
    pub updated: Vec<String>,
    /// Those that went.
    pub deleted: Vec<String>,
}

/// Changes the rules of one kind of the promotion `id`.
pub async fn run(ctx: &RequestCtx, id: String, kind: RuleKind, input: Input) -> Result<Output> {
    ctx.transaction("batch-promotion-rules", move |cx| async move {
        let Some(promotion) = cx.find_locked::<Promotion>(Promotion::ID.eq(id.as_str())).await?.pop() else {
            return Err(missing(&id));
        };
        if kind == RuleKind::BuyRules && promotion.r#type == "standard" && !input.create.is_empty() {
            return Err(Error::invalid_data("Can't add buy rules to a standard promotion"));
        }
        let owner = owner(&cx, kind, &id).await?;
        let (tx, stamp) = (cx.tx(), cx.stamp());
        Ok(Output {
            created: service::add_rules(tx, kind, &owner, input.create, stamp).await?,
            updated: service::change_rules(tx, kind, &owner, input.update, stamp).await?,
            deleted: service::remove_rules(tx, kind, &owner, &input.delete).await?,
        })
    })
    .await
}

async fn owner(cx: &FlowTx, kind: RuleKind, promotion_id: &str) -> Result<String> {
    if !kind.is_of_method() {
        return Ok(promotion_id.to_owned());
    }
    let method = cx.find::<ApplicationMethod>(ApplicationMethod::PROMOTION_ID.eq(promotion_id)).await?.pop();
    let method = method.ok_or_else(|| Error::invalid_data("application_method for promotion not found"))?;
    Ok(method.id.into_string())
}
