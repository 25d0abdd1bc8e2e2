//! Who buys: the store API, in the order of a storefront.

use crate::client::{Answer, Client};
use crate::shop::{Shop, Ware};
use anyhow::{Context as _, Result};
use hyper::Method;
use serde_json::{Value as Json, json};
use std::net::SocketAddr;

/// So much of a ware.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What.
    pub ware: Ware,
    /// How many.
    pub quantity: i64,
}

/// What somebody wants to buy.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of what, how many.
    pub lines: Vec<Line>,
    /// Whether a parcel has to leave.
    pub is_shipped: bool,
    /// Codes of promotions.
    pub codes: Vec<String>,
}

impl Wanted {
    /// So much of one ware, shipped.
    pub fn of(ware: &Ware, quantity: i64) -> Self {
        let line = Line { ware: ware.clone(), quantity };
        Self { lines: vec![line], is_shipped: true, codes: Vec::new() }
    }

    /// So much of one ware that needs no shipping.
    pub fn unshipped(ware: &Ware, quantity: i64) -> Self {
        Self { is_shipped: false, ..Self::of(ware, quantity) }
    }

    /// And so much of another.
    pub fn and(mut self, ware: &Ware, quantity: i64) -> Self {
        self.lines.push(Line { ware: ware.clone(), quantity });
        self
    }
}

/// A cart on its way to an order.
#[derive(Clone, Debug)]
pub struct Basket {
    /// The cart.
    pub cart_id: String,
    /// What it was filled with.
    pub lines: Vec<Line>,
    /// Whether a parcel has to leave.
    pub is_shipped: bool,
    /// What is to be paid, as the server said last.
    pub total: Json,
    /// The step that comes next.
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    Shipping,
    Collection,
    Session { collection_id: String },
    Ready,
}

impl Basket {
    /// A basket that only has to be completed.
    pub fn remembered(cart_id: &str, lines: Vec<Line>, is_shipped: bool, total: Json) -> Self {
        Self { cart_id: cart_id.to_owned(), lines, is_shipped, total, stage: Stage::Ready }
    }

    /// Goes back to the choice of a payment, for a cart whose last attempt to pay was called off.
    pub fn pay_again(&mut self) {
        self.stage = Stage::Collection;
    }

    /// Whether it only has to be completed.
    pub fn is_ready(&self) -> bool {
        matches!(self.stage, Stage::Ready)
    }
}

/// A guest of the shop.
pub struct Shopper<'a> {
    client: Client,
    shop: &'a Shop,
    email: String,
}

impl<'a> Shopper<'a> {
    /// The guest of this number.
    pub fn new(address: SocketAddr, shop: &'a Shop, number: usize) -> Self {
        let client = Client::new(address).with_header("x-publishable-api-key", &shop.key);
        let client = client.unwrap_or_else(|_| Client::new(address));
        Self { client, shop, email: format!("shopper{number}@torture.test") }
    }

    /// Talks to another server from now on.
    pub fn turn_to(&mut self, address: SocketAddr) {
        self.client.turn_to(address);
    }

    /// The connection, for requests of other kinds.
    pub fn client(&mut self) -> &mut Client {
        &mut self.client
    }

    /// Puts everything into a new cart.
    pub async fn begin(&mut self, wanted: &Wanted) -> Result<Basket> {
        let items: Vec<Json> = wanted
            .lines
            .iter()
            .map(|line| json!({ "variant_id": line.ware.variant_id, "quantity": line.quantity }))
            .collect();
        let address = json!({
            "first_name": "Ada", "last_name": "Lovelace", "address_1": "1 Market Street", "city": "Berlin",
            "postal_code": "10115", "country_code": "de",
        });
        let mut body = json!({
            "region_id": self.shop.region_id, "email": self.email, "items": items, "shipping_address": address,
        });
        if !wanted.codes.is_empty() {
            body["promo_codes"] = json!(wanted.codes);
        }
        let answer = self.client.post("/store/carts", &body).await?.done()?;
        let cart = &answer["cart"];
        Ok(Basket {
            cart_id: cart["id"].as_str().context("a cart without an id")?.to_owned(),
            lines: wanted.lines.clone(),
            is_shipped: wanted.is_shipped,
            total: cart["total"].clone(),
            stage: if wanted.is_shipped { Stage::Shipping } else { Stage::Collection },
        })
    }

    /// Takes the next step towards completion. Where no answer came, the same step may be taken again.
    pub async fn step(&mut self, basket: &mut Basket) -> Result<()> {
        match &basket.stage {
            Stage::Shipping => {
                let path = format!("/store/carts/{}/shipping-methods", basket.cart_id);
                let option = json!({ "option_id": self.shop.shipping_option_id });
                let answer = self.client.post(&path, &option).await?.done()?;
                basket.total = answer["cart"]["total"].clone();
                basket.stage = Stage::Collection;
            }
            Stage::Collection => {
                let body = json!({ "cart_id": basket.cart_id });
                let answer = self.client.post("/store/payment-collections", &body).await?.done()?;
                let id = answer["payment_collection"]["id"].as_str().context("no payment collection")?;
                basket.stage = Stage::Session { collection_id: id.to_owned() };
            }
            Stage::Session { collection_id } => {
                let path = format!("/store/payment-collections/{collection_id}/payment-sessions");
                self.client.post(&path, &json!({ "provider_id": self.shop.provider_id })).await?.done()?;
                basket.stage = Stage::Ready;
            }
            Stage::Ready => {}
        }
        Ok(())
    }

    /// A cart that only has to be completed.
    pub async fn fill(&mut self, wanted: &Wanted) -> Result<Basket> {
        let mut basket = self.begin(wanted).await?;
        while !basket.is_ready() {
            self.step(&mut basket).await?;
        }
        Ok(basket)
    }

    /// Completes a cart; any answer is one.
    pub async fn complete(&mut self, cart_id: &str) -> Result<Answer> {
        self.client.call(Method::POST, &format!("/store/carts/{cart_id}/complete"), None, &[]).await
    }

    /// Completes a cart so often at once, over connections of their own.
    pub async fn complete_at_once(&self, cart_id: &str, times: usize) -> Vec<Result<Answer>> {
        let path = format!("/store/carts/{cart_id}/complete");
        let path = path.as_str();
        let attempts = (0..times).map(|_| {
            let mut client = self.client.again();
            async move { client.call(Method::POST, path, None, &[]).await }
        });
        futures_util::future::join_all(attempts).await
    }
}
