//! The spans of a workflow that reaches outside: what lies within what, for whoever collects traces.

use crate::checkout::{Bench, Line};
use crate::payment_outside::{PROVIDER, with_outside};
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use stheno_flows::cart::complete_cart;
use stheno_testkit::on_both;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Instrument as _, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

/// The paths of all spans, outermost first, by the names that a collector shows.
#[derive(Clone, Default)]
struct Paths(Arc<Mutex<Vec<String>>>);

struct Shown(String);

impl Visit for Shown {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "otel.name" {
            self.0 = format!("{value:?}");
        }
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "otel.name" {
            value.clone_into(&mut self.0);
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Paths {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut shown = Shown(attributes.metadata().name().to_owned());
        attributes.record(&mut shown);
        let span = context.span(id).unwrap();
        let path = match span.parent() {
            Some(parent) => format!("{} > {}", parent.extensions().get::<Shown>().unwrap().0, shown.0),
            None => shown.0,
        };
        self.0.lock().unwrap().push(path.clone());
        span.extensions_mut().insert(Shown(path));
    }
}

#[tokio::test]
async fn a_step_outside_lies_in_its_workflow_and_a_transaction_in_its_step() {
    on_both(with_outside, |shop| async move {
        let bench = Bench::paid_with(&shop, PROVIDER).await;
        let variant = bench.variant(1).await;
        let cart = bench.paid_cart(&[Line { variant: &variant, quantity: 1 }]).await;
        let paths = Paths::default();
        let collected = tracing::subscriber::set_default(tracing_subscriber::registry().with(paths.clone()));
        let request = tracing::error_span!("request");
        complete_cart::run(&shop.app.context(), cart).instrument(request).await.unwrap();
        drop(collected);
        let paths = paths.0.lock().unwrap();
        for path in [
            "request > complete-cart > check-cart > transaction",
            "request > complete-cart > authorize-payment-session-step",
            "request > complete-cart > place-order > transaction",
        ] {
            assert!(paths.iter().any(|found| found == path), "{path}: {paths:#?}");
        }
        assert!(paths.iter().all(|path| path.starts_with("request")), "{paths:#?}");
    })
    .await;
}
