//! The job and the subscriber, run when the test says so.

use crate::desk::Desk;
use std::sync::{Arc, LazyLock};
use stheno::prelude::*;
use stheno_commerce::commerce;

use stheno_testkit::{Clock as _, FixedClock, SystemClock, on_both};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Begins now, since tokens are checked against the time of day.
static CLOCK: LazyLock<Arc<FixedClock>> = LazyLock::new(|| Arc::new(FixedClock::new(SystemClock.now())));

fn shop_at_a_stand() -> Builder {
    custom_store::shop(commerce(&[])).clock(CLOCK.clone())
}

async fn flagship(desk: &Desk, brand: &str) -> Json {
    let path = format!("/admin/brands/{brand}?fields=flagship_id,flagship.title");
    desk.get(&path).await.expect(200)["brand"].clone()
}

#[tokio::test]
async fn a_flagship_is_chosen_at_night_and_forgotten_with_its_product() {
    on_both(shop_at_a_stand, |shop| async move {
        let mut desk = Desk::of(shop).await;
        let (app, brand) = (desk.shop.app.clone(), desk.brand("Acme").await);
        let empty = desk.brand("Empty").await;
        desk.product("Second", &brand, 2).await;
        let first = desk.product("First", &brand, 1).await;
        let (database, clock) = (app.database(), app.clock());
        assert_eq!(app.events().run_due_jobs(database, clock).await.unwrap(), 0);
        assert!(flagship(&desk, &brand).await["flagship_id"].is_null());
        CLOCK.advance_millis(DAY_MS);
        desk.log_in().await;
        let before = database.statements();
        // The shop's own, and that of the engine which forgets keys of requests.
        assert_eq!(app.events().run_due_jobs(database, clock).await.unwrap(), 2);
        assert!(database.statements() - before <= 20, "no statement per brand");
        let chosen = flagship(&desk, &brand).await;
        assert_eq!((&chosen["flagship_id"], &chosen["flagship"]["title"]), (&json!(first), &json!("First")));
        assert!(flagship(&desk, &empty).await["flagship_id"].is_null());
        desk.delete(&format!("/admin/products/{first}")).await;
        assert!(app.events().drain(database, clock).await.unwrap() > 0);
        assert!(flagship(&desk, &brand).await["flagship_id"].is_null());
        CLOCK.advance_millis(DAY_MS);
        desk.log_in().await;
        app.events().run_due_jobs(database, clock).await.unwrap();
        assert_eq!(flagship(&desk, &brand).await["flagship"]["title"], "Second");
    })
    .await;
}
