//! Rules of promotions: rows that hang on a promotion or on its application method through pivots. Whatever the number
//! of rules, the number of statements is the same.

use crate::{PromotionRule, PromotionRuleValue};
use serde::{Deserialize, Deserializer};
use stheno_database::statement::{Delete, Insert, Select};
use stheno_database::{Expr, Tx, Type};
use stheno_kernel::{Error, Result, Stamp, Value};
use stheno_model::{Model as _, Patch, Records as _};

/// What a rule restricts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleKind {
    /// Who and where a promotion is for.
    Rules,
    /// What gets cheaper.
    TargetRules,
    /// What must be bought.
    BuyRules,
}

impl RuleKind {
    /// The pivot, and its column for what the rule hangs on: the promotion, or its application method.
    fn pivot(self) -> (&'static str, &'static str) {
        match self {
            Self::Rules => ("promotion_promotion_rule", "promotion_id"),
            Self::TargetRules => ("application_method_target_rules", "application_method_id"),
            Self::BuyRules => ("application_method_buy_rules", "application_method_id"),
        }
    }
    /// Whether rules of this kind hang on the application method.
    pub fn is_of_method(self) -> bool {
        self != Self::Rules
    }
}

/// A rule to be.
#[derive(Clone, Debug, Deserialize)]
pub struct NewRule {
    /// What of the context is looked at.
    pub attribute: String,
    /// How it is compared.
    pub operator: String,
    /// For people.
    #[serde(default)]
    pub description: Option<String>,
    /// What it is compared with.
    #[serde(deserialize_with = "one_or_many")]
    pub values: Vec<String>,
}

/// A change of a rule; `None` leaves a field alone.
#[derive(Clone, Debug, Deserialize)]
pub struct RuleChange {
    /// `prorul_..`
    pub id: String,
    /// What of the context is looked at.
    #[serde(default)]
    pub attribute: Option<String>,
    /// How it is compared.
    #[serde(default)]
    pub operator: Option<String>,
    /// For people.
    #[serde(default)]
    pub description: Option<String>,
    /// What it is compared with, in place of the old values.
    #[serde(default, deserialize_with = "some_one_or_many")]
    pub values: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Ok(match OneOrMany::deserialize(from)? {
        OneOrMany::One(one) => vec![one],
        OneOrMany::Many(many) => many,
    })
}

fn some_one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<String>>, D::Error> {
    one_or_many(from).map(Some)
}

/// Hangs new rules on a promotion or method; answers their ids in order.
pub async fn add_rules(
    tx: &Tx,
    kind: RuleKind,
    owner_id: &str,
    rules: Vec<NewRule>,
    stamp: &Stamp,
) -> Result<Vec<String>> {
    let (mut rows, mut values) = (Vec::new(), Vec::new());
    for rule in rules {
        let row = PromotionRule {
            attribute: rule.attribute,
            operator: rule.operator,
            description: rule.description,
            ..PromotionRule::new(stamp)
        };
        values.extend(rule.values.into_iter().map(|value| value_of(row.id.as_str(), value, stamp)));
        rows.push(row);
    }
    let ids: Vec<String> = rows.iter().map(|rule| rule.id.as_str().to_owned()).collect();
    if ids.is_empty() {
        return Ok(ids);
    }
    tx.insert(rows).await?;
    tx.insert(values).await?;
    let (table, column) = kind.pivot();
    let pairs = ids.iter().map(|id| vec![Value::from(owner_id), Value::from(id)]).collect();
    let columns = vec![column, "promotion_rule_id"];
    tx.execute(Insert { table, columns, rows: pairs, on_conflict: None, returning: Vec::new() }).await?;
    Ok(ids)
}

fn value_of(rule_id: &str, value: String, stamp: &Stamp) -> PromotionRuleValue {
    PromotionRuleValue { value, promotion_rule_id: rule_id.into(), ..PromotionRuleValue::new(stamp) }
}

/// Changes rules that hang on this promotion or method; answers their ids.
pub async fn change_rules(
    tx: &Tx,
    kind: RuleKind,
    owner_id: &str,
    changes: Vec<RuleChange>,
    stamp: &Stamp,
) -> Result<Vec<String>> {
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<String> = changes.iter().map(|change| change.id.clone()).collect();
    let held = held(tx, kind, owner_id, &ids).await?;
    let missing: Vec<&str> = ids.iter().filter(|id| !held.contains(id)).map(String::as_str).collect();
    if !missing.is_empty() {
        let message = format!("Promotion rules with id - {} not found", missing.join(", "));
        return Err(Error::invalid_data(message));
    }
    let pick = |of: fn(&RuleChange) -> Option<&String>, old: Expr| {
        let cases: Vec<_> = changes
            .iter()
            .filter_map(|c| Some((PromotionRule::ID.eq(c.id.as_str()), Expr::param(of(c)?))))
            .collect();
        if cases.is_empty() { old } else { Expr::Case(cases, Box::new(old)) }
    };
    let patch = Patch::<PromotionRule>::at(stamp.now)
        .set_expr(PromotionRule::ATTRIBUTE, pick(|c| c.attribute.as_ref(), PromotionRule::ATTRIBUTE.expr()))
        .set_expr(PromotionRule::OPERATOR, pick(|c| c.operator.as_ref(), PromotionRule::OPERATOR.expr()))
        .set_expr(
            PromotionRule::DESCRIPTION,
            pick(|c| c.description.as_ref(), PromotionRule::DESCRIPTION.expr()),
        );
    tx.update(PromotionRule::ID.is_in(&ids), patch).await?;
    let renewed: Vec<&str> = changes.iter().filter(|c| c.values.is_some()).map(|c| c.id.as_str()).collect();
    tx.remove::<PromotionRuleValue>(PromotionRuleValue::PROMOTION_RULE_ID.is_in(renewed)).await?;
    let values = changes.into_iter().flat_map(|change| {
        let id = change.id;
        change.values.into_iter().flatten().map(move |value| (id.clone(), value))
    });
    tx.insert(values.map(|(id, value)| value_of(&id, value, stamp)).collect()).await?;
    Ok(ids)
}

/// Deletes rules that hang on this promotion or method; others stay. Answers the ids of those that went.
pub async fn remove_rules(tx: &Tx, kind: RuleKind, owner_id: &str, ids: &[String]) -> Result<Vec<String>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let held = held(tx, kind, owner_id, ids).await?;
    let (table, column) = kind.pivot();
    let filter = Expr::column(column).eq(owner_id).and(Expr::column("promotion_rule_id").is_in(&held));
    tx.execute(Delete { table, filter, returning: Vec::new() }).await?;
    // Their values go with them.
    tx.remove::<PromotionRule>(PromotionRule::ID.is_in(&held)).await?;
    Ok(held)
}

/// Those of these rules that hang there.
async fn held(tx: &Tx, kind: RuleKind, owner_id: &str, ids: &[String]) -> Result<Vec<String>> {
    let (table, column) = kind.pivot();
    let select = Select::from(table)
        .column("promotion_rule_id", Type::Text)
        .filter(Expr::column(column).eq(owner_id).and(Expr::column("promotion_rule_id").is_in(ids)));
    let cells = tx.run(select).await?.into_values();
    Ok(cells.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}
