//! Which promotions a cart gets and what they take off: pure functions. Rules: Medusa 2.21 `promotion`
//! (`services/promotion-module` computeActions, `utils/compute-actions`, `utils/validations`).
//!
//! [`compute`] is the way in. It answers with [`Action`]s in the order in which promotions apply: what to add to which
//! line, and which codes ran into a limit. The flow first removes every adjustment that carries a code.

mod amount;
mod attributes;
mod budget;
mod buy_get;
mod compute;
mod conditions;
mod items;
mod math;
mod prefilter;
mod promotion;
mod shipping;

#[cfg(test)]
mod fixture_tests;
#[cfg(test)]
mod tests;

pub use attributes::Attributes;
pub use budget::budget_attribute_value;
pub use compute::{Action, Error, Options, applied_codes, compute, skipped_codes};
pub use promotion::{
    Allocation, Budget, BudgetKind, Campaign, Cart, CartItem, CartShippingMethod, Method, MethodType,
    Operator, Promotion, PromotionType, Rule, Target,
};
