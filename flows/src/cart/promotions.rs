//! Discounts of a cart: which promotions hold, what they take off, and the links to them. The rules are in
//! `stheno_promotion::rules`.

use super::shopper::Shopper;
use super::state::{CartState, Line};
use serde_json::json;
use std::collections::HashMap;
use stheno_cart::{LineItemAdjustment, ShippingMethodAdjustment};
use stheno_kernel::{Amount, Error, Result, Value};
use stheno_link::LinkInput;
use stheno_model::Model as _;
use stheno_promotion::rules::{
    Action, Allocation, Attributes, Budget, BudgetKind, Campaign, Cart, CartItem, CartShippingMethod, Method,
    MethodType, Operator, Options, Promotion, PromotionType, Rule, Target, applied_codes, compute,
};
use stheno_query::{GraphRequest, RowView};
use stheno_totals::{Rounding, item_totals, shipping_totals};
use stheno_workflow::FlowTx;
use stheno_workflow::steps::{create_remote_link_step, dismiss_remote_link_step};

const FIELDS: &[&str] = &[
    "id",
    "code",
    "is_automatic",
    "is_tax_inclusive",
    "limit",
    "used",
    "type",
    "status",
    "rules.attribute",
    "rules.operator",
    "rules.values.value",
    "application_method.type",
    "application_method.target_type",
    "application_method.allocation",
    "application_method.value",
    "application_method.currency_code",
    "application_method.max_quantity",
    "application_method.apply_to_quantity",
    "application_method.buy_rules_min_quantity",
    "application_method.target_rules.attribute",
    "application_method.target_rules.operator",
    "application_method.target_rules.values.value",
    "application_method.buy_rules.attribute",
    "application_method.buy_rules.operator",
    "application_method.buy_rules.values.value",
    "campaign.starts_at",
    "campaign.ends_at",
    "campaign.budget.type",
    "campaign.budget.limit",
    "campaign.budget.used",
    "campaign.budget.attribute",
    "campaign.budget.usages.attribute_value",
    "campaign.budget.usages.used",
];

/// Applies the promotions of these codes (`None`: of the codes the cart has) and the automatic ones.
pub async fn apply(cx: &FlowTx, state: &mut CartState, codes: Option<Vec<String>>) -> Result<()> {
    let cx = &cx.within("update-cart-promotions");
    cx.step("get-actions-to-compute-from-promotions").await?;
    let asked = codes.is_some();
    let codes = codes.unwrap_or_else(|| state.promotions.iter().map(|(_, code)| code.clone()).collect());
    let promotions = load(cx, state, &codes).await?;
    if asked && let Some(unknown) = codes.iter().find(|code| !promotions.iter().any(|p| p.code == **code)) {
        return Err(Error::invalid_data(format!("The promotion code {unknown} is invalid")));
    }
    let actions = if promotions.is_empty() {
        Vec::new()
    } else {
        let cart = rules_cart(cx, state, &promotions).await?;
        compute(&codes, &promotions, &cart, Options::default(), cx.now())
            .map_err(|e| Error::invalid_data(e.to_string()))?
    };
    set_adjustments(cx, state, &actions).await?;
    link(cx, state, &applied_codes(&actions), &promotions).await
}

async fn load(cx: &FlowTx, state: &CartState, codes: &[String]) -> Result<Vec<Promotion>> {
    let question = GraphRequest::new("promotion")
        .fields(FIELDS.iter().copied())
        .filter(json!({ "$or": [{ "code": codes }, { "is_automatic": true, "status": "active" }] }));
    let answer = cx.app().graph().query_in(cx.tx(), question).await?;
    Ok(answer.rows().iter().map(|row| promotion(row, state)).collect())
}

fn amount(row: RowView<'_>, name: &str) -> Option<Amount> {
    row.get(name).as_decimal().map(Amount::from)
}

fn text(row: RowView<'_>, name: &str) -> Option<String> {
    row.get(name).as_str().map(str::to_owned)
}

fn promotion(row: RowView<'_>, state: &CartState) -> Promotion {
    Promotion {
        id: row.text("id").to_owned(),
        code: row.text("code").to_owned(),
        is_automatic: row.get("is_automatic").as_bool().unwrap_or_default(),
        is_tax_inclusive: row.get("is_tax_inclusive").as_bool().unwrap_or_default(),
        is_active: row.text("status") == "active",
        promotion_type: PromotionType::parse(row.text("type")).unwrap_or(PromotionType::Standard),
        limit: row.get("limit").as_int(),
        used: row.get("used").as_int().unwrap_or_default(),
        method: row.child("application_method").and_then(method),
        rules: rules(row, "rules"),
        campaign: row.child("campaign").map(|campaign| Campaign {
            starts_at: time(campaign.get("starts_at")),
            ends_at: time(campaign.get("ends_at")),
            budget: campaign.child("budget").map(|b| budget(b, state)),
        }),
    }
}

fn time(value: &Value) -> Option<stheno_kernel::Timestamp> {
    match value {
        Value::Time(at) => Some(*at),
        _ => None,
    }
}

fn method(row: RowView<'_>) -> Option<Method> {
    Some(Method {
        method_type: MethodType::parse(row.text("type"))?,
        target: Target::parse(row.text("target_type"))?,
        allocation: Allocation::parse(row.text("allocation")),
        value: amount(row, "value").unwrap_or_default(),
        currency_code: text(row, "currency_code"),
        max_quantity: amount(row, "max_quantity"),
        apply_to_quantity: amount(row, "apply_to_quantity"),
        buy_rules_min_quantity: amount(row, "buy_rules_min_quantity"),
        target_rules: rules(row, "target_rules"),
        buy_rules: rules(row, "buy_rules"),
    })
}

fn rules(row: RowView<'_>, name: &str) -> Vec<Rule> {
    row.children(name)
        .filter_map(|rule| {
            Some(Rule {
                attribute: rule.text("attribute").to_owned(),
                operator: Operator::parse(rule.text("operator"))?,
                values: rule.children("values").map(|v| v.text("value").to_owned()).collect(),
            })
        })
        .collect()
}

fn budget(row: RowView<'_>, state: &CartState) -> Budget {
    let kind = match row.text("type") {
        "usage" => BudgetKind::Usage,
        "use_by_attribute" => {
            let attribute = row.text("attribute").to_owned();
            let own = match attribute.as_str() {
                "customer_id" => state.cart.customer_id.as_deref(),
                "customer_email" => state.cart.email.as_deref(),
                _ => None,
            };
            let usage = row.children("usages").find(|u| own == Some(u.text("attribute_value")));
            BudgetKind::UseByAttribute { attribute, used: usage.and_then(|u| amount(u, "used")) }
        }
        _ => BudgetKind::Spend,
    };
    Budget { kind, limit: amount(row, "limit"), used: amount(row, "used").unwrap_or_default() }
}

/// The cart as the rules see it; product attributes are fetched only if a rule asks for them.
async fn rules_cart(cx: &FlowTx, state: &mut CartState, promotions: &[Promotion]) -> Result<Cart> {
    let asks = |p: &Promotion| {
        p.method.as_ref().is_some_and(|m| !m.target_rules.is_empty() || !m.buy_rules.is_empty())
    };
    let products = if promotions.iter().any(asks) { products(cx, state).await? } else { HashMap::new() };
    let shopper = Shopper::of(cx, state).await?;
    let mut attributes = Attributes::default();
    let cart = &state.cart;
    attributes.set("id", cart.id.as_str());
    attributes.set("currency_code", cart.currency_code.as_str());
    attributes.set("region_id", cart.region_id.as_deref());
    attributes.set("region.id", cart.region_id.as_deref());
    attributes.set("sales_channel_id", cart.sales_channel_id.as_deref());
    attributes.set("email", cart.email.as_deref());
    attributes.set("customer_id", cart.customer_id.as_deref());
    attributes.set("customer.id", cart.customer_id.as_deref());
    attributes.set(
        "shipping_address.country_code",
        state.shipping_address.as_ref().and_then(|a| a.country_code.as_deref()),
    );
    if cart.customer_id.is_some() {
        for path in ["customer.groups.id", "customer.group.id"] {
            attributes.set_all(path, shopper.groups.iter().map(String::as_str));
        }
    }
    Ok(Cart {
        currency_code: cart.currency_code.clone(),
        items: state.lines.iter().map(|line| item(line, &products)).collect(),
        shipping_methods: state
            .methods
            .iter()
            .map(|held| {
                let mut attributes = Attributes::default();
                attributes.set("id", held.method.id.as_str());
                attributes.set("name", held.method.name.as_str());
                attributes.set("shipping_option_id", held.method.shipping_option_id.as_deref());
                attributes.set("shipping_option.id", held.method.shipping_option_id.as_deref());
                let undiscounted =
                    stheno_totals::ShippingMethod { adjustments: Vec::new(), ..held.totals_input() };
                let subtotal = shipping_totals(&undiscounted, Rounding::None).amounts.subtotal;
                CartShippingMethod { id: held.method.id.to_string(), subtotal, attributes }
            })
            .collect(),
        attributes,
    })
}

fn item(line: &Line, products: &HashMap<String, Attributes>) -> CartItem {
    let of = &line.item;
    let mut attributes =
        of.product_id.as_deref().and_then(|id| products.get(id).cloned()).unwrap_or_default();
    attributes.set("id", of.id.as_str());
    attributes.set("variant_id", of.variant_id.as_deref());
    attributes.set("variant.id", of.variant_id.as_deref());
    attributes.set("product_id", of.product_id.as_deref());
    attributes.set("product.id", of.product_id.as_deref());
    attributes.set("product_type_id", of.product_type_id.as_deref());
    let (quantity, price) = (of.quantity.to_string(), of.unit_price.to_string());
    attributes.set("quantity", quantity.as_str());
    attributes.set("unit_price", price.as_str());
    let undiscounted = stheno_totals::LineItem { adjustments: Vec::new(), ..line.totals_input() };
    let totals = item_totals(&undiscounted, Rounding::None).amounts;
    CartItem {
        id: of.id.to_string(),
        subtotal: totals.subtotal,
        original_total: totals.original_total,
        quantity: Amount::from(of.quantity),
        is_discountable: of.is_discountable,
        attributes,
    }
}

async fn products(cx: &FlowTx, state: &CartState) -> Result<HashMap<String, Attributes>> {
    let ids: Vec<&str> = state.lines.iter().filter_map(|l| l.item.product_id.as_deref()).collect();
    let question = GraphRequest::new("product")
        .fields(["id", "collection_id", "type_id", "categories.id", "tags.id"])
        .filter(json!({ "id": ids }));
    let answer = cx.app().graph().query_in(cx.tx(), question).await?;
    let attributes = |row: RowView<'_>| {
        let mut attributes = Attributes::default();
        for path in ["product.collection_id", "product.collection.id"] {
            attributes.set(path, row.get("collection_id").as_str());
        }
        for path in ["product.type_id", "product.type.id"] {
            attributes.set(path, row.get("type_id").as_str());
        }
        attributes.set_all("product.categories.id", row.children("categories").map(|c| c.text("id")));
        attributes.set_all("product.tags.id", row.children("tags").map(|t| t.text("id")));
        (row.text("id").to_owned(), attributes)
    };
    Ok(answer.rows().iter().map(attributes).collect())
}

async fn set_adjustments(cx: &FlowTx, state: &mut CartState, actions: &[Action]) -> Result<()> {
    let (mut of_lines, mut of_methods) = (Vec::new(), Vec::new());
    for action in actions {
        match action {
            Action::AddItemAdjustment { item_id, code, promotion_id, amount, is_tax_inclusive } => {
                of_lines.push(LineItemAdjustment {
                    item_id: item_id.as_str().into(),
                    code: Some(code.clone()),
                    amount: *amount,
                    is_tax_inclusive: *is_tax_inclusive,
                    promotion_id: Some(promotion_id.as_str().into()),
                    ..LineItemAdjustment::new(cx.stamp())
                });
            }
            Action::AddShippingMethodAdjustment { shipping_method_id, code, promotion_id, amount } => {
                of_methods.push(ShippingMethodAdjustment {
                    shipping_method_id: shipping_method_id.as_str().into(),
                    code: Some(code.clone()),
                    amount: *amount,
                    promotion_id: Some(promotion_id.as_str().into()),
                    ..ShippingMethodAdjustment::new(cx.stamp())
                });
            }
            Action::CampaignBudgetExceeded { .. } | Action::PromotionLimitExceeded { .. } => {}
        }
    }
    // Written anew even where they say the same: clients of the original see other ids each time.
    let stale: Vec<String> =
        state.lines.iter_mut().flat_map(|l| l.adjustments.drain(..)).map(|a| a.id.to_string()).collect();
    for adjustment in &of_lines {
        if let Some(line) = state.lines.iter_mut().find(|l| l.item.id == adjustment.item_id) {
            line.adjustments.push(adjustment.clone());
        }
    }
    state.replace(cx, &stale, of_lines).await?;
    let stale: Vec<String> =
        state.methods.iter_mut().flat_map(|m| m.adjustments.drain(..)).map(|a| a.id.to_string()).collect();
    for adjustment in &of_methods {
        if let Some(held) = state.methods.iter_mut().find(|m| m.method.id == adjustment.shipping_method_id) {
            held.adjustments.push(adjustment.clone());
        }
    }
    state.replace(cx, &stale, of_methods).await
}

/// The cart is linked to the promotions that take something off, and to no others.
async fn link(cx: &FlowTx, state: &mut CartState, applied: &[&str], promotions: &[Promotion]) -> Result<()> {
    let pair = |promotion_id: &str| {
        LinkInput::new(("cart", "cart_id", state.id().as_str()), ("promotion", "promotion_id", promotion_id))
    };
    let (kept, gone): (Vec<_>, Vec<_>) =
        state.promotions.iter().cloned().partition(|(_, code)| applied.contains(&code.as_str()));
    let is_new = |p: &&Promotion| {
        applied.contains(&p.code.as_str()) && !state.promotions.iter().any(|(id, _)| *id == p.id)
    };
    let new: Vec<(String, String)> =
        promotions.iter().filter(is_new).map(|p| (p.id.clone(), p.code.clone())).collect();
    if gone.is_empty() && new.is_empty() {
        return Ok(());
    }
    let (stale, fresh) =
        (gone.iter().map(|(id, _)| pair(id)).collect(), new.iter().map(|(id, _)| pair(id)).collect());
    dismiss_remote_link_step(cx, stale).await?;
    create_remote_link_step(cx, fresh).await?;
    state.promotions = [kept, new].concat();
    state.keep_promotions();
    Ok(())
}
