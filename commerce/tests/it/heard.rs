//! What events told, for tests that listen.

use serde_json::Value as Json;
use std::sync::Mutex;
use stheno::Builder;
use stheno_testkit::Shop;

#[derive(Default)]
struct Heard(Mutex<Vec<(String, Json)>>);

/// An application that keeps what its events tell.
pub fn listening(builder: Builder) -> Builder {
    builder.extension(Heard::default()).subscribe("*", "test", |app, event| async move {
        let heard = app.extension::<Heard>().expect("it is there");
        heard.0.lock().expect("nobody panicked").push((event.name, event.data));
        Ok(())
    })
}

/// What was told since the last call.
pub async fn heard(shop: &Shop) -> Vec<(String, Json)> {
    shop.rest().await;
    shop.app.events().drain(shop.app.database(), shop.app.clock()).await.expect("the outbox is read");
    let heard = shop.app.extension::<Heard>().expect("the application listens");
    std::mem::take(&mut *heard.0.lock().expect("nobody panicked"))
}

/// What was told under one name since the last call.
pub async fn heard_of(shop: &Shop, name: &str) -> Vec<Json> {
    heard(shop).await.into_iter().filter(|(told, _)| told == name).map(|(_, data)| data).collect()
}
