//! Step `register-usage`: limits of promotions and budgets of campaigns, each checked and counted by one statement.

use crate::cart::CartState;
use serde_json::json;
use std::collections::BTreeMap;
use stheno_database::{Compare, Expr};
use stheno_kernel::{Amount, Error, Result, Timestamp};
use stheno_model::{Conflict, Model as _, Patch, Records};
use stheno_promotion::{CampaignBudget, CampaignBudgetUsage, Promotion};
use stheno_query::{GraphRequest, RowView};
use stheno_workflow::FlowTx;

const FIELDS: [&str; 9] = [
    "id",
    "code",
    "limit",
    "campaign.starts_at",
    "campaign.ends_at",
    "campaign.budget.id",
    "campaign.budget.type",
    "campaign.budget.limit",
    "campaign.budget.attribute",
];

/// Counts the promotions that discount the cart; fails where a limit or budget is used up.
pub async fn register(cx: &FlowTx, state: &CartState) -> Result<()> {
    let given = given(state);
    if given.is_empty() {
        return Ok(());
    }
    cx.step("register-usage").await?;
    let codes: Vec<&str> = given.keys().map(String::as_str).collect();
    let question =
        GraphRequest::new("promotion").fields(FIELDS).filter(json!({ "code": codes, "status": "active" }));
    let answer = cx.app().graph().query_in(cx.tx(), question).await?;
    let mut budgets: BTreeMap<String, Due> = BTreeMap::new();
    for row in answer.rows().iter() {
        let campaign = row.child("campaign");
        if campaign.is_some_and(|campaign| !is_running(campaign, cx.now())) {
            continue;
        }
        if !row.get("limit").is_null() {
            use_promotion(cx, row.text("id")).await?;
        }
        let Some(budget) = campaign.and_then(|campaign| campaign.child("budget")) else { continue };
        let due = budgets.entry(budget.text("id").to_owned()).or_insert_with(|| Due::of(budget));
        due.uses += 1;
        due.spent += given.get(row.text("code")).copied().unwrap_or_default();
    }
    // In the order of their ids, so that two carts with the same campaigns do not wait for each other in a ring.
    for (id, due) in budgets {
        due.register(cx, state, &id).await?;
    }
    Ok(())
}

/// What each code takes off the cart.
fn given(state: &CartState) -> BTreeMap<String, Amount> {
    let lines = state.lines.iter().flat_map(|line| line.adjustments.iter().map(|a| (&a.code, a.amount)));
    let methods = state.methods.iter().flat_map(|held| held.adjustments.iter().map(|a| (&a.code, a.amount)));
    let mut given = BTreeMap::new();
    for (code, amount) in lines.chain(methods) {
        if let Some(code) = code {
            *given.entry(code.clone()).or_insert(Amount::ZERO) += amount;
        }
    }
    given
}

fn is_running(campaign: RowView<'_>, now: Timestamp) -> bool {
    let at = |name: &str| match campaign.get(name) {
        stheno_kernel::Value::Time(at) => Some(*at),
        _ => None,
    };
    at("starts_at").is_none_or(|start| start <= now) && at("ends_at").is_none_or(|end| end > now)
}

async fn use_promotion(cx: &FlowTx, id: &str) -> Result<()> {
    let one = || Promotion::USED.expr().plus(Expr::param(1));
    let limit = Promotion::LIMIT;
    let has_left = limit.is_null().or(Expr::column(limit.name()).compare(Compare::Gte, one()));
    let patch = Patch::<Promotion>::at(cx.now()).set_expr(Promotion::USED, one());
    match cx.update(Promotion::ID.eq(id).and(has_left), patch).await? {
        0 => Err(Error::not_allowed("Promotion usage exceeds the limit.")),
        _ => Ok(()),
    }
}

/// What a cart takes of a budget.
#[derive(Debug, Default)]
struct Due {
    kind: String,
    attribute: String,
    limit: Option<Amount>,
    uses: i64,
    spent: Amount,
}

impl Due {
    fn of(budget: RowView<'_>) -> Self {
        Self {
            kind: budget.text("type").to_owned(),
            attribute: budget.text("attribute").to_owned(),
            // A limit of nothing is none.
            limit: budget.get("limit").as_decimal().map(Amount::from).filter(|limit| !limit.is_zero()),
            ..Self::default()
        }
    }

    async fn register(&self, cx: &FlowTx, state: &CartState, id: &str) -> Result<()> {
        let uses = Amount::from(self.uses);
        match self.kind.as_str() {
            "spend" => use_budget(cx, id, self.spent, self.limit).await,
            "usage" => use_budget(cx, id, uses, self.limit).await,
            "use_by_attribute" => {
                let cart = &state.cart;
                let value = match self.attribute.as_str() {
                    "customer_id" => cart.customer_id.as_deref(),
                    "customer_email" => cart.email.as_deref(),
                    _ => None,
                };
                let Some(value) = value.filter(|value| !value.is_empty()) else { return Ok(()) };
                use_by_attribute(cx, id, value, uses, self.limit).await?;
                use_budget(cx, id, uses, None).await
            }
            _ => Ok(()),
        }
    }
}

fn exceeded() -> Error {
    Error::not_allowed("Promotion usage exceeds the budget limit.")
}

async fn use_budget(cx: &FlowTx, id: &str, amount: Amount, limit: Option<Amount>) -> Result<()> {
    let used = || CampaignBudget::USED.expr().plus(Expr::param(amount));
    let mut filter = CampaignBudget::ID.eq(id);
    if let Some(limit) = limit {
        filter = filter.and(used().compare(Compare::Lte, Expr::param(limit)));
    }
    let patch = Patch::<CampaignBudget>::at(cx.now()).set_expr(CampaignBudget::USED, used());
    if cx.update(filter, patch).await? == 0 { Err(exceeded()) } else { Ok(()) }
}

async fn use_by_attribute(
    cx: &FlowTx,
    budget_id: &str,
    value: &str,
    uses: Amount,
    limit: Option<Amount>,
) -> Result<()> {
    let first = CampaignBudgetUsage {
        attribute_value: value.to_owned(),
        budget_id: budget_id.into(),
        ..CampaignBudgetUsage::new(cx.stamp())
    };
    let conflict = Conflict {
        target: vec!["attribute_value", "budget_id"],
        target_filter: Some(CampaignBudgetUsage::DELETED_AT.is_null()),
        update: Vec::new(),
    };
    cx.upsert(vec![first], conflict).await?;
    let used = || CampaignBudgetUsage::USED.expr().plus(Expr::param(uses));
    let mut filter =
        CampaignBudgetUsage::BUDGET_ID.eq(budget_id).and(CampaignBudgetUsage::ATTRIBUTE_VALUE.eq(value));
    if let Some(limit) = limit {
        filter = filter.and(used().compare(Compare::Lte, Expr::param(limit)));
    }
    let patch = Patch::<CampaignBudgetUsage>::at(cx.now()).set_expr(CampaignBudgetUsage::USED, used());
    if cx.update(filter, patch).await? == 0 { Err(exceeded()) } else { Ok(()) }
}
