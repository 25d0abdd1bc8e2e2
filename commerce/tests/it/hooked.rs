//! What a shop's hook writes shows in the answer of the flow that it hangs on.

use crate::doors::Callers;
use serde_json::{Value as Json, json};
use stheno_cart::Cart;
use stheno_commerce::commerce;
use stheno_flows::demo;
use stheno_model::{Patch, Records as _};
use stheno_testkit::on_both;
use stheno_workflow::FlowTx;

async fn rename(cx: FlowTx, input: Json) -> stheno_kernel::Result<Json> {
    let id = input["cart_id"].as_str().unwrap_or_default().to_owned();
    let patch = Patch::<Cart>::at(cx.now()).set(Cart::EMAIL, Some("hook@it.test".to_owned()));
    cx.update(Cart::ID.eq(id), patch).await?;
    Ok(Json::Null)
}

#[tokio::test]
async fn what_a_hook_writes_shows() {
    on_both(
        || commerce(&[]).hook("create-cart.cartCreated", rename),
        |shop| async move {
            demo::seed(&shop.app.context(), |_| ()).await.expect("the demo shop is seeded");
            let callers = Callers::of(&shop).await;
            let made = shop.post("/store/carts", json!({ "email": "a@b.test" })).key(&callers.key);
            assert_eq!(made.send().await.expect(200)["cart"]["email"], "hook@it.test");
        },
    )
    .await;
}
