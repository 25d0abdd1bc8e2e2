//! Spans of database work, for traces.
//!
//! Nobody collecting traces, they cost a look at a flag. They stand only within another span, so that what no request,
//! event or job asked for (a poll of the outbox) makes no trace of its own.

use crate::render::{Dialect, Rendered};
use std::future::poll_fn;
use std::pin::Pin;
use tracing::{Level, Span, span_enabled, trace_span};

const fn system(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Postgres => "postgresql",
        Dialect::Sqlite => "sqlite",
    }
}

fn is_wanted() -> bool {
    span_enabled!(Level::TRACE) && !Span::current().is_none()
}

/// A read or a transaction, with the wait for a connection or thread.
pub(crate) fn of_work(dialect: Dialect, writes: bool) -> Span {
    if !is_wanted() {
        return Span::none();
    }
    let name = if writes { "transaction" } else { "read" };
    trace_span!("database", otel.name = name, otel.kind = "client", db.system.name = system(dialect))
}

/// Polls `work` within `span`. As [`tracing::Instrument`], without a layer more in the type of the future that awaits it:
/// workflows nest transactions, and the compiler follows types so deep and no deeper.
pub fn within<'a, F: Future>(
    span: &'a Span,
    mut work: Pin<&'a mut F>,
) -> impl Future<Output = F::Output> + use<'a, F> {
    poll_fn(move |context| span.in_scope(|| work.as_mut().poll(context)))
}

/// Statements that go out together. Their text holds no values: those are bound.
pub(crate) fn of_statements(dialect: Dialect, statements: &[&Rendered]) -> Span {
    if !is_wanted() {
        return Span::none();
    }
    let texts: Vec<&str> = statements.iter().map(|statement| statement.sql.as_str()).collect();
    trace_span!(
        "statements",
        otel.kind = "client",
        db.system.name = system(dialect),
        db.operation.batch.size = statements.len(),
        db.query.text = texts.join(";\n")
    )
}
