//! How the graph shows payments: where a collection shows its sessions and its payments, each shows what the other shows of it.

use crate::{Payment, PaymentCollection, PaymentSession};
use stheno_kernel::{Result, Value};
use stheno_model::{Model as _, ModelMeta};
use stheno_query::{Asked, Computer, Context, GraphBuilder, NodeView};

/// What the graph knows of payments beyond the tables.
pub fn graph(graph: GraphBuilder) -> GraphBuilder {
    graph.computer(PaymentCollection::meta(), Pairs)
}

struct Pairs;

impl Pairs {
    /// Shows the columns of a record.
    fn show(asked: &mut Asked<'_>, path: &str, meta: &ModelMeta) {
        meta.stored()
            .filter(|field| !field.hidden)
            .for_each(|field| asked.show(&format!("{path}.{}", field.name)));
    }
}

impl Computer for Pairs {
    fn fields(&self) -> &'static [&'static str] {
        &[]
    }
    fn widen(&self, asked: &mut Asked<'_>) {
        if asked.has_all("payments") && asked.has_all("payment_sessions") {
            Self::show(asked, "payment_sessions.payment", Payment::meta());
            Self::show(asked, "payments.payment_session", PaymentSession::meta());
            for relation in ["captures", "refunds"] {
                if asked.has_all(&format!("payments.{relation}")) {
                    asked.show(&format!("payment_sessions.payment.{relation}.*"));
                }
            }
        }
    }
    fn needs(&self, _fields: &[&'static str]) -> Vec<&'static str> {
        Vec::new()
    }
    fn compute(
        &self,
        rows: NodeView<'_>,
        _fields: &[&'static str],
        _context: &Context,
    ) -> Result<Vec<Vec<Value>>> {
        Ok(vec![Vec::new(); rows.len()])
    }
}
