//! Reads a cart with all its rows in one round: each statement finds its rows by the cart, none waits for another. Behind
//! the lock, so that all of them see what the last holder of it wrote.

use super::customer::Found;
use super::state::{CartState, Line, Method};
use std::vec::IntoIter;
use stheno_cart::{
    Address, Cart, CreditLine, LineItem, LineItemAdjustment, LineItemTaxLine, ShippingMethod,
    ShippingMethodAdjustment, ShippingMethodTaxLine,
};
use stheno_customer::{Customer, CustomerGroupCustomer};
use stheno_database::{Alias, Compare, Expr, FixedSelect, Rows, Select, Statement, Type};
use stheno_kernel::{Result, Value};
use stheno_model::{Model, Records as _, Row, live_as, select_of, with_columns_of};
use stheno_payment::PaymentCollection;
use stheno_query::Held;
use stheno_region::Region;
use stheno_workflow::FlowTx;

const COLLECTION_LINK: &str = "cart_payment_collection";
const PROMOTION_LINK: &str = "cart_promotion";
/// The table of the customers' groups.
pub(super) const GROUPS: &str = "customer_group_customer";

/// The cart of this id, locked until the transaction ends or only looked at.
pub(super) async fn load(cx: &FlowTx, id: &str, is_locked: bool) -> Result<Option<CartState>> {
    static LOCKED: FixedSelect = FixedSelect::new(|| cart().for_update());
    static CART: FixedSelect = FixedSelect::new(cart);
    static PARTS: [FixedSelect; 5] = [
        FixedSelect::new(around),
        FixedSelect::new(groups),
        FixedSelect::new(lines),
        FixedSelect::new(methods),
        FixedSelect::new(promotions),
    ];
    let cart = if is_locked { &LOCKED } else { &CART };
    let statements: Vec<Statement> =
        [cart].into_iter().chain(&PARTS).map(|select| select.with([id.into()])).collect();
    let mut answers = cx.run_all(statements).await?.into_iter();
    let mut next = || answers.next().unwrap_or_default();
    let mut held = Held::default();
    let cart = next().into_rows().next().map(|row| kept::<Cart>(&mut held, row)).transpose()?.flatten();
    let Some(cart) = cart else { return Ok(None) };
    let mut state = CartState { held, ..CartState::of(cart) };
    state.take_around(next())?;
    state.take_groups(next());
    state.take_lines(next())?;
    state.take_methods(next())?;
    state.take_promotions(next());
    Ok(Some(state))
}

/// Of any cart; so are those below.
const ID: &str = "";

fn cart() -> Select {
    select_of::<Cart>().filter(Cart::ID.eq(ID)).filter(live_as(Cart::meta(), Alias::ROOT))
}

/// The live records that match, kept as they are read.
pub(crate) async fn find_kept<M: Model>(cx: &FlowTx, held: &mut Held, filter: Expr) -> Result<Vec<M>> {
    let rows = cx.run(select_of::<M>().filter(filter).filter(live_as(M::meta(), Alias::ROOT))).await?;
    rows.into_rows().filter_map(|row| kept(held, row).transpose()).collect()
}

/// The live record with this id, kept as it is read.
pub(super) async fn lookup_kept<M: Model>(cx: &FlowTx, held: &mut Held, id: &str) -> Result<Option<M>> {
    Ok(find_kept(cx, held, Expr::column(M::meta().key()).eq(id)).await?.pop())
}

/// Writes new records, whose rows are kept as the database answers them.
pub(crate) async fn insert_kept<M: Model>(cx: &FlowTx, held: &mut Held, records: Vec<M>) -> Result<()> {
    held.keep_later(M::meta(), cx.insert_later(records).await?);
    Ok(())
}

/// Keeps a row, and reads it; a row without a key is none, as an outer join brings it.
fn kept<M: Model>(held: &mut Held, row: Row) -> Result<Option<M>> {
    let meta = M::meta();
    let at = meta.stored().position(|field| field.name == meta.key());
    if at.and_then(|at| row.get(at)).is_none_or(Value::is_null) {
        return Ok(None);
    }
    held.keep(meta, [row.clone()]);
    M::from_cells(row).map(Some)
}

/// The next record of a row that holds those of several models.
fn part<M: Model>(held: &mut Held, cells: &mut IntoIter<Value>) -> Result<Option<M>> {
    kept(held, cells.by_ref().take(M::meta().stored().count()).collect())
}

/// A statement that brings records of several models side by side.
struct Side {
    select: Select,
    next: u16,
}

impl Side {
    fn of<M: Model>() -> Self {
        Self { select: Select::from(M::meta().table), next: 1 }
    }
    /// Brings the live records whose column is this; answers what their table is called.
    fn with<M: Model>(&mut self, column: &'static str, is: Expr) -> Alias {
        let alias = self.join(M::meta().table, column, is, |alias| live_as(M::meta(), alias));
        self.change(|select| with_columns_of::<M>(select, alias));
        alias
    }
    fn join(
        &mut self,
        table: &'static str,
        column: &'static str,
        is: Expr,
        live: impl FnOnce(Alias) -> Expr,
    ) -> Alias {
        let alias = Alias(self.next);
        self.next += 1;
        let on = Expr::Column(alias, column).compare(Compare::Eq, is).and(live(alias));
        self.change(|select| select.left_join(table, alias, on));
        alias
    }
    fn change(&mut self, change: impl FnOnce(Select) -> Select) {
        self.select = change(std::mem::replace(&mut self.select, Select::from("")));
    }
}

/// What a cart names: addresses, customer, region, what is to be paid; beside it credit lines, of which there are few.
fn around() -> Select {
    let mut side = Side::of::<Cart>();
    side.with::<Address>("id", Cart::SHIPPING_ADDRESS_ID.expr());
    side.with::<Address>("id", Cart::BILLING_ADDRESS_ID.expr());
    side.with::<Customer>("id", Cart::CUSTOMER_ID.expr());
    side.with::<Region>("id", Cart::REGION_ID.expr());
    let not_deleted = |alias| Expr::Column(alias, "deleted_at").is_null();
    let link = side.join(COLLECTION_LINK, "cart_id", Cart::ID.expr(), not_deleted);
    side.with::<PaymentCollection>("id", Expr::Column(link, "payment_collection_id"));
    side.with::<CreditLine>("cart_id", Cart::ID.expr());
    side.select.filter(Cart::ID.eq(ID))
}

/// The groups of the cart's customer. Joined to the cart, PostgreSQL would walk the groups of all customers of a small shop.
fn groups() -> Select {
    let cart = Alias(1);
    let is_it = Expr::Column(cart, "id").compare(Compare::Eq, Expr::param(ID));
    let customer = Select::from_as(Cart::meta().table, cart).column("customer_id", Type::Text).filter(is_it);
    Select::from(GROUPS)
        .column("customer_group_id", Type::Text)
        .filter(Expr::column("customer_id").compare(Compare::Eq, Expr::Scalar(Box::new(customer))))
        .filter(Expr::column("deleted_at").is_null())
}

fn lines() -> Select {
    let mut side = Side::of::<LineItem>();
    side.change(|select| with_columns_of::<LineItem>(select, Alias::ROOT));
    side.with::<LineItemTaxLine>("item_id", LineItem::ID.expr());
    side.with::<LineItemAdjustment>("item_id", LineItem::ID.expr());
    let of_cart = LineItem::CART_ID.eq(ID).and(live_as(LineItem::meta(), Alias::ROOT));
    side.select.filter(of_cart).order(LineItem::ID.expr(), false)
}

fn methods() -> Select {
    let mut side = Side::of::<ShippingMethod>();
    side.change(|select| with_columns_of::<ShippingMethod>(select, Alias::ROOT));
    side.with::<ShippingMethodTaxLine>("shipping_method_id", ShippingMethod::ID.expr());
    side.with::<ShippingMethodAdjustment>("shipping_method_id", ShippingMethod::ID.expr());
    let of_cart = ShippingMethod::CART_ID.eq(ID).and(live_as(ShippingMethod::meta(), Alias::ROOT));
    side.select.filter(of_cart).order(ShippingMethod::ID.expr(), false)
}

/// Ids and codes of the promotions that a cart is linked with.
fn promotions() -> Select {
    let promotion = Alias(1);
    let is_it = Expr::Column(promotion, "id").compare(Compare::Eq, Expr::column("promotion_id"));
    Select::from(PROMOTION_LINK)
        .column("promotion_id", Type::Text)
        .expr(Expr::Column(promotion, "code"), Type::Text)
        .join("promotion", promotion, is_it.and(Expr::Column(promotion, "deleted_at").is_null()))
        .filter(Expr::column("cart_id").eq(ID))
        .filter(Expr::column("deleted_at").is_null())
}

/// Adds what is there and not among them.
fn add<T>(all: &mut Vec<T>, one: Option<T>, is_same: impl Fn(&T, &T) -> bool) {
    if let Some(one) = one
        && !all.iter().any(|known| is_same(known, &one))
    {
        all.push(one);
    }
}

impl CartState {
    fn take_around(&mut self, rows: Rows) -> Result<()> {
        for row in rows.into_rows() {
            let (held, cells) = (&mut self.held, &mut row.into_iter());
            self.shipping_address = part(held, cells)?;
            self.billing_address = part(held, cells)?;
            self.customer = part(held, cells)?;
            self.region = part(held, cells)?;
            self.collection = part(held, cells)?;
            add(&mut self.credit_lines, part(held, cells)?, |a: &CreditLine, b| a.id == b.id);
        }
        let id = self.cart.id.to_string();
        self.held.whole(CreditLine::meta().table, "cart_id", [&id]);
        self.keep_collection();
        Ok(())
    }

    fn take_groups(&mut self, rows: Rows) {
        let text = |cell: Value| cell.as_str().map(str::to_owned);
        self.groups = rows.into_values().into_iter().filter_map(text).collect();
        let customer = self.cart.customer_id.clone();
        self.keep_groups(customer.as_deref());
    }

    fn take_lines(&mut self, rows: Rows) -> Result<()> {
        for row in rows.into_rows() {
            let (held, cells) = (&mut self.held, &mut row.into_iter());
            let Some(item) = part::<LineItem>(held, cells)? else { continue };
            if self.lines.last().is_none_or(|line| line.item.id != item.id) {
                self.lines.push(Line::of_new(item));
            }
            let Some(line) = self.lines.last_mut() else { continue };
            add(&mut line.tax_lines, part(held, cells)?, |a: &LineItemTaxLine, b| a.id == b.id);
            add(&mut line.adjustments, part(held, cells)?, |a: &LineItemAdjustment, b| a.id == b.id);
        }
        for line in &mut self.lines {
            line.tax_lines.sort_by(|a, b| a.id.as_str().cmp(b.id.as_str()));
            line.adjustments.sort_by(|a, b| a.id.as_str().cmp(b.id.as_str()));
        }
        self.held.whole(LineItem::meta().table, "cart_id", [self.cart.id.as_str()]);
        self.keep_lines();
        Ok(())
    }

    fn take_methods(&mut self, rows: Rows) -> Result<()> {
        for row in rows.into_rows() {
            let (held, cells) = (&mut self.held, &mut row.into_iter());
            let Some(method) = part::<ShippingMethod>(held, cells)? else { continue };
            if self.methods.last().is_none_or(|held| held.method.id != method.id) {
                self.methods.push(Method::of_new(method));
            }
            let Some(method) = self.methods.last_mut() else { continue };
            add(&mut method.tax_lines, part(held, cells)?, |a: &ShippingMethodTaxLine, b| a.id == b.id);
            add(&mut method.adjustments, part(held, cells)?, |a: &ShippingMethodAdjustment, b| a.id == b.id);
        }
        for held in &mut self.methods {
            held.tax_lines.sort_by(|a, b| a.id.as_str().cmp(b.id.as_str()));
            held.adjustments.sort_by(|a, b| a.id.as_str().cmp(b.id.as_str()));
        }
        self.held.whole(ShippingMethod::meta().table, "cart_id", [self.cart.id.as_str()]);
        self.keep_methods();
        Ok(())
    }

    fn take_promotions(&mut self, rows: Rows) {
        let text = |cell: &Value| cell.as_str().map(str::to_owned);
        let pair = |row: &[Value]| Some((text(row.first()?)?, text(row.get(1)?)?));
        self.promotions = rows.iter().filter_map(pair).collect();
        self.keep_promotions();
    }

    /// A cart that was just written: nothing hangs on it yet.
    pub(super) fn of_new(cart: Cart, held: Held) -> Self {
        let mut state = Self { held, ..Self::of(cart) };
        let id = state.cart.id.to_string();
        for table in [LineItem::meta().table, ShippingMethod::meta().table, CreditLine::meta().table] {
            state.held.whole(table, "cart_id", [&id]);
        }
        state.keep_collection();
        state.keep_promotions();
        state
    }

    /// Gives the cart to a customer.
    pub(super) async fn take_customer(&mut self, cx: &FlowTx, customer: Found) -> Result<()> {
        let Found { record, is_new } = customer;
        if self.customer.as_ref().is_some_and(|known| known.id == record.id) {
            return Ok(());
        }
        let groups = if is_new {
            Vec::new()
        } else {
            cx.find::<CustomerGroupCustomer>(CustomerGroupCustomer::CUSTOMER_ID.eq(&record.id)).await?
        };
        self.groups = groups.into_iter().map(|row| row.customer_group_id.into()).collect();
        self.keep_groups(Some(&record.id));
        self.customer = Some(record);
        Ok(())
    }

    /// Says that what hangs on the lines is all there is.
    pub(super) fn keep_lines(&mut self) {
        for table in [LineItemTaxLine::meta().table, LineItemAdjustment::meta().table] {
            self.held.whole(table, "item_id", self.lines.iter().map(|line| line.item.id.as_str()));
        }
    }

    /// Says that what hangs on the methods is all there is.
    pub(super) fn keep_methods(&mut self) {
        for table in [ShippingMethodTaxLine::meta().table, ShippingMethodAdjustment::meta().table] {
            let ids = self.methods.iter().map(|held| held.method.id.as_str());
            self.held.whole(table, "shipping_method_id", ids);
        }
    }

    /// Says which payment collection the cart is linked with.
    pub(super) fn keep_collection(&mut self) {
        let id = self.cart.id.as_str();
        let pair = |known: &PaymentCollection| vec![Value::from(id), Value::from(known.id.as_str())];
        let columns = ["cart_id", "payment_collection_id"];
        self.held.keep_columns(COLLECTION_LINK, &columns, columns[1], self.collection.iter().map(pair));
        self.held.whole(COLLECTION_LINK, "cart_id", [id]);
    }

    /// Says which promotions the cart is linked with.
    pub(super) fn keep_promotions(&mut self) {
        let id = self.cart.id.as_str();
        let pair = |(promotion, _): &(String, String)| vec![Value::from(id), Value::from(promotion.as_str())];
        let columns = ["cart_id", "promotion_id"];
        self.held.clear(PROMOTION_LINK);
        self.held.keep_columns(PROMOTION_LINK, &columns, columns[1], self.promotions.iter().map(pair));
        self.held.whole(PROMOTION_LINK, "cart_id", [id]);
    }

    /// Says which groups a customer is in.
    pub(super) fn keep_groups(&mut self, customer_id: Option<&str>) {
        let Some(customer) = customer_id else { return };
        let pair = |group: &String| vec![Value::from(customer), Value::from(group.as_str())];
        let columns = ["customer_id", "customer_group_id"];
        self.held.clear(GROUPS);
        self.held.keep_columns(GROUPS, &columns, columns[1], self.groups.iter().map(pair));
        self.held.whole(GROUPS, "customer_id", [customer]);
    }
}
