//! The demo shop: a small catalogue with everything a purchase needs.
//!
//! All of it is one transaction, so a seed that is cut off leaves nothing behind. The records are those that the flows
//! of the admin API would write.

mod catalogue;
mod places;
mod products;

use crate::auth::hashing;
use crate::user::create_user_account::{self, Profile};
use rand::Rng as _;
use stheno_api_key::ApiKey;
use stheno_database::Expr;
use stheno_ids::{SalesChannelId, ShippingProfileId, StockLocationId};
use stheno_kernel::{Amount, Error, Result};
use stheno_link::LinkInput;
use stheno_model::{Model as _, Records as _};
use stheno_product::Product;
use stheno_promotion::{ApplicationMethod, Promotion};
use stheno_region::Region;
use stheno_workflow::steps::create_remote_link_step;
use stheno_workflow::{FlowTx, RequestCtx};

/// The admin's address; where it is taken, `admin2@...` and so on.
const ADMIN: (&str, &str) = ("admin", "@demo.test");
/// A code that takes this share off every item, in percent.
const PROMOTION: (&str, i64) = ("WELCOME10", 10);
const PASSWORD_LEN: usize = 16;

/// How to get into the demo shop.
pub struct Shop {
    /// Admin login.
    pub email: String,
    /// Admin password.
    pub password: String,
    /// For the store API.
    pub publishable_key: String,
}

/// What the catalogue hangs on.
struct Ids {
    channel: SalesChannelId,
    location: StockLocationId,
    profile: ShippingProfileId,
}

/// Whether the shop is empty: no product and no region yet.
pub async fn is_wanted(ctx: &RequestCtx) -> Result<bool> {
    ctx.transaction("is-demo-wanted", |cx| async move { is_empty(&cx).await }).await
}

async fn is_empty(cx: &FlowTx) -> Result<bool> {
    Ok(cx.count::<Product>(Expr::always()).await? == 0 && cx.count::<Region>(Expr::always()).await? == 0)
}

/// Fills an empty shop; `progress` is told each stage. Fails with `not_allowed` where there is something already.
pub async fn seed(ctx: &RequestCtx, progress: impl Fn(&str)) -> Result<Shop> {
    progress("reference data");
    crate::defaults::create_defaults::run(ctx).await?;
    let password = password();
    let hash = hashing::hash(password.clone()).await?;
    progress("regions, warehouse, products and an admin");
    let work = ctx.transaction("seed-demo", move |cx| async move {
        if !is_empty(&cx).await? {
            return Err(Error::not_allowed("The demo shop needs a database without products and regions"));
        }
        let channel = places::channel(&cx).await?;
        places::regions(&cx).await?;
        let ids = places::warehouse(&cx, &channel).await?;
        products::create(&cx, &ids).await?;
        promotion(&cx).await?;
        let publishable_key = publishable_key(&cx, &channel).await?;
        let email = admin(&cx, hash).await?;
        Ok((email, publishable_key))
    });
    let (email, publishable_key) = work.await?;
    // Without statistics the first plans of PostgreSQL are made for empty tables.
    ctx.app.database().analyze().await?;
    Ok(Shop { email, password, publishable_key })
}

fn password() -> String {
    rand::rng().sample_iter(rand::distr::Alphanumeric).take(PASSWORD_LEN).map(char::from).collect()
}

async fn promotion(cx: &FlowTx) -> Result<()> {
    cx.step("create-promotions").await?;
    let (code, percent) = PROMOTION;
    let promotion = Promotion {
        code: code.into(),
        r#type: "standard".into(),
        status: "active".into(),
        ..Promotion::new(cx.stamp())
    };
    let method = ApplicationMethod {
        value: Some(Amount::from(percent)),
        r#type: "percentage".into(),
        target_type: "items".into(),
        allocation: Some("across".into()),
        promotion_id: promotion.id.clone(),
        ..ApplicationMethod::new(cx.stamp())
    };
    cx.insert_one(promotion).await?;
    cx.insert_one(method).await
}

/// The oldest publishable key that is not revoked, opened to the channel; a new one where there is none.
async fn publishable_key(cx: &FlowTx, channel: &SalesChannelId) -> Result<String> {
    let usable = ApiKey::TYPE.eq("publishable").and(ApiKey::REVOKED_AT.is_null());
    let oldest = vec![ApiKey::CREATED_AT.ascending()];
    let key = match cx.find_ordered::<ApiKey>(usable, oldest, Some(1)).await?.pop() {
        Some(key) => key,
        None => {
            let token = stheno_api_key::token::publishable();
            let key = ApiKey {
                redacted: stheno_api_key::token::redacted(&token),
                token,
                title: "Demo storefront".into(),
                r#type: "publishable".into(),
                ..ApiKey::new(cx.stamp())
            };
            cx.insert_one(key.clone()).await?;
            key
        }
    };
    let opens = ("sales_channel", "sales_channel_id", channel.as_str());
    let link = LinkInput::new(("api_key", "publishable_key_id", key.id.as_str()), opens);
    create_remote_link_step(cx, vec![link]).await?;
    Ok(key.token)
}

async fn admin(cx: &FlowTx, hash: String) -> Result<String> {
    let (name, domain) = ADMIN;
    let mut email = format!("{name}{domain}");
    let mut number = 1;
    while stheno_auth::service::find_login(cx.tx(), stheno_auth::service::EMAILPASS, &email).await?.is_some()
    {
        number += 1;
        email = format!("{name}{number}{domain}");
    }
    let (identity, _) = stheno_auth::service::register(cx.tx(), cx.stamp(), &email, hash).await?;
    create_user_account::create_in(cx, &identity.id, Profile { email: email.clone(), ..Profile::default() })
        .await?;
    Ok(email)
}
