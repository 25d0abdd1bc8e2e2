//! The order in which promotions apply, and what stops them.

use super::budget::{budget_attribute_value, exceeded, exceeded_by_attribute};
use super::conditions::hold;
use super::promotion::{BudgetKind, Cart, Promotion, PromotionType, Target};
use super::{buy_get, items, prefilter, shipping};
use std::cmp::Reverse;
use std::collections::HashMap;
use stheno_kernel::{Amount, ErrorKind, Timestamp};

/// What is to be done about the cart.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names are the wire's")]
pub enum Action {
    AddItemAdjustment {
        item_id: String,
        code: String,
        promotion_id: String,
        amount: Amount,
        is_tax_inclusive: bool,
    },
    AddShippingMethodAdjustment {
        shipping_method_id: String,
        code: String,
        promotion_id: String,
        amount: Amount,
    },
    CampaignBudgetExceeded {
        code: String,
    },
    PromotionLimitExceeded {
        code: String,
    },
}

/// What a shopper can get wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The campaign counts uses by an attribute that the cart does not have yet.
    #[error("Attribute value for \"{0}\" is required by promotion campaing budget")]
    MissingBudgetAttribute(String),
}

impl Error {
    /// Status and wire `type`.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::MissingBudgetAttribute(_) => ErrorKind::InvalidData,
        }
    }
}

/// Deviations from the usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Only codes.
    pub prevent_auto_promotions: bool,
    /// For orders whose uses are already counted.
    pub skip_usage_limit_checks: bool,
}

/// What the promotions so far did.
#[derive(Default)]
pub(super) struct State<'a> {
    pub actions: Vec<Action>,
    /// Taken off per line, without tax.
    taken: HashMap<&'a str, Amount>,
    /// Pieces that buy-and-get promotions used up.
    pub bought: buy_get::Used<'a>,
    /// Pieces that buy-and-get promotions gave.
    pub got: buy_get::Used<'a>,
}

impl<'a> State<'a> {
    /// What was taken off this line so far, without tax.
    pub fn applied(&self, id: &str) -> Amount {
        self.taken.get(id).copied().unwrap_or_default()
    }
    /// Notes what is taken off.
    pub fn take(&mut self, id: &'a str, amount: Amount) {
        *self.taken.entry(id).or_default() += amount;
    }
    /// Whether the campaign cannot afford the amount; notes it.
    pub fn refused_by_budget(&mut self, promotion: &Promotion, amount: Amount) -> bool {
        let refused = exceeded(promotion.campaign.as_ref().and_then(|c| c.budget.as_ref()), amount);
        if refused {
            self.actions.push(Action::CampaignBudgetExceeded { code: promotion.code.clone() });
        }
        refused
    }
}

/// What the promotions take off the cart. `promotions` are those of the codes and all automatic ones; those that do not
/// run are passed over.
pub fn compute<'a>(
    codes: &[String],
    promotions: &'a [Promotion],
    cart: &'a Cart,
    options: Options,
    now: Timestamp,
) -> Result<Vec<Action>, Error> {
    let is_chosen = |promotion: &&Promotion| {
        promotion.runs(now)
            && (codes.contains(&promotion.code)
                || promotion.is_automatic
                    && !options.prevent_auto_promotions
                    && prefilter::could_apply(promotion, cart))
    };
    let mut chosen: Vec<&Promotion> = promotions.iter().filter(is_chosen).collect();
    chosen.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.id.cmp(&b.id)));
    let mut state = State::default();
    for promotion in chosen {
        apply(promotion, cart, options, &mut state)?;
    }
    Ok(state.actions)
}

/// Buy and get first; then the higher value, whatever its unit; then the greater demand.
fn rank(promotion: &Promotion) -> (bool, Reverse<(Amount, Amount, Amount)>) {
    let is_buy_get = promotion.promotion_type == PromotionType::BuyGet;
    let demand = promotion.method.as_ref().map_or_else(Default::default, |method| {
        let of_buy_get = |quantity: Option<Amount>| quantity.filter(|_| is_buy_get).unwrap_or_default();
        (method.value, of_buy_get(method.buy_rules_min_quantity), of_buy_get(method.apply_to_quantity))
    });
    (!is_buy_get, Reverse(demand))
}

fn apply<'a>(
    promotion: &'a Promotion,
    cart: &'a Cart,
    options: Options,
    state: &mut State<'a>,
) -> Result<(), Error> {
    let Some(method) = &promotion.method else { return Ok(()) };
    if !options.skip_usage_limit_checks {
        if let Some(budget) = promotion.campaign.as_ref().and_then(|campaign| campaign.budget.as_ref())
            && let BudgetKind::UseByAttribute { attribute, .. } = &budget.kind
        {
            if budget_attribute_value(cart, attribute).is_none() {
                return Err(Error::MissingBudgetAttribute(attribute.clone()));
            }
            if exceeded_by_attribute(budget) {
                state.actions.push(Action::CampaignBudgetExceeded { code: promotion.code.clone() });
                return Ok(());
            }
        }
        if promotion.limit.is_some_and(|limit| promotion.used >= limit) {
            state.actions.push(Action::PromotionLimitExceeded { code: promotion.code.clone() });
            return Ok(());
        }
    }
    let is_currency = |code: &String| code.is_empty() || *code == cart.currency_code;
    if !method.currency_code.as_ref().is_none_or(is_currency) || !hold(&promotion.rules, &cart.attributes, "")
    {
        return Ok(());
    }
    match (promotion.promotion_type, method.target) {
        (PromotionType::BuyGet, _) => buy_get::apply(promotion, method, &cart.items, state),
        (PromotionType::Standard, Target::Items | Target::Order) => {
            items::apply(promotion, method, &cart.items, state);
        }
        (PromotionType::Standard, Target::ShippingMethods) => {
            shipping::apply(promotion, method, &cart.shipping_methods, state);
        }
    }
    Ok(())
}

/// The codes that took something off, each once: the cart's promotions from now on.
pub fn applied_codes(actions: &[Action]) -> Vec<&str> {
    let mut codes: Vec<&str> = vec![];
    for action in actions {
        if let Action::AddItemAdjustment { code, .. } | Action::AddShippingMethodAdjustment { code, .. } =
            action
            && !codes.contains(&code.as_str())
        {
            codes.push(code);
        }
    }
    codes
}

/// The codes that ran into a limit, with the reason's name on the wire, as often as they did.
pub fn skipped_codes(actions: &[Action]) -> Vec<(&str, &'static str)> {
    fn reason(action: &Action) -> Option<(&str, &'static str)> {
        match action {
            Action::CampaignBudgetExceeded { code } => Some((code, "campaign_budget_exceeded")),
            Action::PromotionLimitExceeded { code } => Some((code, "promotion_limit_exceeded")),
            Action::AddItemAdjustment { .. } | Action::AddShippingMethodAdjustment { .. } => None,
        }
    }
    actions.iter().filter_map(reason).collect()
}
