//! The same request several times at once: one effect.

use super::Races;
use crate::check::Placed;
use crate::client::{Answer, Client};
use crate::report::Report;
use crate::shopper::{Basket, Shopper, Wanted};
use anyhow::{Context as _, Result};
use futures_util::future::join_all;
use hyper::Method;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::net::SocketAddr;

/// How often.
const TIMES: usize = 6;

impl Races<'_> {
    pub(super) async fn twice(&mut self, report: &mut Report) -> Result<Vec<Placed>> {
        self.add_at_once(report).await?;
        let mut shopper = self.shopper(0);
        let basket = shopper.fill(&Wanted::of(&self.shop.crates, 2).and(&self.shop.vouchers, 1)).await?;
        let path = format!("/store/carts/{}/complete", basket.cart_id);
        let shoppers = self.at_every_process("x-publishable-api-key", &self.shop.key)?;
        let answers = at_once(shoppers, &path, None).await?;
        let orders: BTreeSet<&str> = answers.iter().filter_map(|a| a["order"]["id"].as_str()).collect();
        report.expect("orders of one cart", orders.len(), 1);
        report.expect("answers that tell it", answers.iter().filter(|a| a["type"] == "order").count(), TIMES);
        let order_id = orders.first().context("no order")?.to_string();
        self.capture_at_once(&order_id, report).await?;
        Ok(vec![Placed { order_id, basket }])
    }

    /// Additions without a key are as many as there are requests: none may be lost.
    async fn add_at_once(&mut self, report: &mut Report) -> Result<()> {
        let mut shopper = self.shopper(0);
        let basket = shopper.begin(&Wanted::unshipped(&self.shop.vouchers, 1)).await?;
        let path = format!("/store/carts/{}/line-items", basket.cart_id);
        let body = json!({ "variant_id": self.shop.vouchers.variant_id, "quantity": 1 });
        let shoppers = self.at_every_process("x-publishable-api-key", &self.shop.key)?;
        at_once(shoppers, &path, Some(&body)).await?;
        let cart = shopper.client().get(&format!("/store/carts/{}", basket.cart_id)).await?.done()?;
        let lines = cart["cart"]["items"].as_array().cloned().unwrap_or_default();
        report.expect("lines of one variant", lines.len(), 1);
        report.expect("pieces added at once", pieces(&lines), 1 + TIMES as i64);
        self.add_once(&mut shopper, &basket, &body, report).await
    }

    /// Additions with one key are one: who comes while the first is under way is told so, all others hear its answer.
    async fn add_once(
        &mut self,
        shopper: &mut Shopper<'_>,
        basket: &Basket,
        body: &Json,
        report: &mut Report,
    ) -> Result<()> {
        let path = format!("/store/carts/{}/line-items", basket.cart_id);
        let key = format!("add-to-{}", basket.cart_id);
        let keyed = |mut client: Client| {
            let (path, key) = (path.as_str(), key.as_str());
            async move { client.call(Method::POST, path, Some(body), &[("idempotency-key", key)]).await }
        };
        let shoppers = self.at_every_process("x-publishable-api-key", &self.shop.key)?;
        let mut answers: Vec<Answer> =
            join_all(shoppers.into_iter().map(keyed)).await.into_iter().collect::<Result<_>>()?;
        answers.push(keyed(shopper.client().again()).await?);
        answers.retain(|answer| answer.status != 409);
        let told: BTreeSet<&[u8]> = answers.iter().map(|answer| answer.body.as_ref()).collect();
        report.expect("answers to one key", told.len(), 1);
        report.expect("its status", answers.first().map(|answer| answer.status), Some(200));
        let cart = shopper.client().get(&format!("/store/carts/{}", basket.cart_id)).await?.done()?;
        let lines = cart["cart"]["items"].as_array().cloned().unwrap_or_default();
        report.expect("pieces added with one key", pieces(&lines), 2 + TIMES as i64);
        Ok(())
    }

    /// Captures of one payment: the money is taken once.
    async fn capture_at_once(&mut self, order_id: &str, report: &mut Report) -> Result<()> {
        let fields = ["id", "total", "payment_collections.payments.id"];
        let order = self.merchant.one("order", &fields, json!({ "id": order_id })).await?;
        let payment = order["payment_collections"][0]["payments"][0]["id"].as_str().context("no payment")?;
        let merchants = self.at_every_process("authorization", &format!("Bearer {}", self.shop.token))?;
        at_once(merchants, &format!("/admin/payments/{payment}/capture"), Some(&json!({}))).await?;
        let fields = ["id", "captures.amount", "payment_collection.status"];
        let payment = self.merchant.one("payment", &fields, json!({ "id": payment })).await?;
        let captures = payment["captures"].as_array().cloned().unwrap_or_default();
        report.expect("captures of one payment", captures.len(), 1);
        report.expect("money taken", captures.first().map(|c| &c["amount"]), Some(&order["total"]));
        report.expect("its collection", payment["payment_collection"]["status"].as_str(), Some("completed"));
        let moved = json!({ "order_id": order_id });
        let moved = self.merchant.query("order_transaction", &["id", "amount"], moved).await?;
        report.expect("movements of money on the order", moved.len(), 1);
        Ok(())
    }

    /// Connections to all processes in turn.
    fn at_every_process(&self, name: &'static str, value: &str) -> Result<Vec<Client>> {
        let addresses: Vec<SocketAddr> = self.nodes.iter().map(|node| node.address).collect();
        (0..TIMES).map(|n| Client::new(addresses[n % addresses.len()]).with_header(name, value)).collect()
    }
}

fn pieces(lines: &[Json]) -> i64 {
    lines.iter().filter_map(|line| line["quantity"].as_i64()).sum()
}

/// One request by each of them; all must succeed.
async fn at_once(clients: Vec<Client>, path: &str, body: Option<&Json>) -> Result<Vec<Json>> {
    let requests = clients
        .into_iter()
        .map(|mut client| async move { client.call(Method::POST, path, body, &[]).await?.done() });
    join_all(requests).await.into_iter().collect::<Result<Vec<Json>>>().with_context(|| path.to_owned())
}
