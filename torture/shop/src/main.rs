//! `stheno` with a payment provider that reaches outside, the bank that `torture` keeps, and with a job that is due each second
//! where that is asked for.

use futures_util::FutureExt as _;
use serde_json::Value as Json;
use std::ffi::OsStr;
use std::fs::File;
use std::io::Write as _;
use std::net::SocketAddr;
use stheno_kernel::{Error, Result, Timestamp};
use stheno_payment::provider::{
    Answer, Data, PaymentInput, PaymentProvider, PaymentProviders, Session, SessionInput, SessionStatus,
};
use stheno_torture::{Asked, BANK, BANK_PROVIDER, Client, TICKS};

fn main() -> std::process::ExitCode {
    stheno_commerce::main(|commerce| {
        let provider = Provider { bank: std::env::var(BANK).ok().and_then(|bank| bank.parse().ok()) };
        let commerce = commerce.extension(PaymentProviders::default().with(provider));
        let Some(ticks) = std::env::var_os(TICKS) else { return commerce };
        commerce.job("torture-tick", "* * * * * *", move |app| {
            let noted = note(&ticks, app.now());
            async move { noted.map_err(|e| Error::unexpected_state("the tick is not noted").with_source(e)) }
        })
    })
}

/// Adds a line, in one write.
fn note(file: &OsStr, now: Timestamp) -> std::io::Result<()> {
    let mut file = File::options().create(true).append(true).open(file)?;
    file.write_all(format!("{}\n", now.as_millis()).as_bytes())
}

struct Provider {
    bank: Option<SocketAddr>,
}

impl Provider {
    /// Asks the bank over a connection of its own; answers what to keep.
    async fn ask(&self, what: &str, asked: Asked, kept: Data) -> Result<Data> {
        let lost = |why: String| Error::unexpected_state(format!("the bank: {why}"));
        let bank = self.bank.ok_or_else(|| lost(format!("{BANK} is not set")))?;
        let body = serde_json::to_value(&asked).map_err(|e| lost(e.to_string()))?;
        let answer = Client::new(bank).post(&format!("/{what}"), &body).await;
        let answer = answer.and_then(stheno_torture::Answer::done).map_err(|e| lost(format!("{e:#}")))?;
        let mut kept = kept;
        kept.insert("reference".into(), answer["reference"].clone());
        Ok(kept)
    }

    async fn about(&self, what: &str, input: PaymentInput) -> Result<Data> {
        let text = |name: &str| input.data.get(name).and_then(Json::as_str).map(str::to_owned);
        let asked = Asked {
            session: text("session_id"),
            reference: text("reference"),
            key: input.idempotency_key.clone(),
            amount: input.amount.map(String::from),
        };
        self.ask(what, asked, input.data).await
    }
}

impl PaymentProvider for Provider {
    fn id(&self) -> &str {
        BANK_PROVIDER
    }
    fn initiate(&self, input: SessionInput) -> Answer<'_, Session> {
        async move {
            let session = input.data.get("session_id").and_then(Json::as_str).map(str::to_owned);
            let key = session.clone().unwrap_or_default();
            let asked = Asked { session, reference: None, key, amount: Some(input.amount.into()) };
            let data = self.ask("initiate", asked, input.data).await?;
            Ok(Session { data, status: SessionStatus::Pending })
        }
        .boxed()
    }
    fn update(&self, input: SessionInput) -> Answer<'_, Session> {
        async move { Ok(Session { data: input.data, status: SessionStatus::Pending }) }.boxed()
    }
    fn delete(&self, input: PaymentInput) -> Answer<'_, Data> {
        self.about("delete", input).boxed()
    }
    fn authorize(&self, input: PaymentInput) -> Answer<'_, Session> {
        async move {
            let data = self.about("authorize", input).await?;
            Ok(Session { data, status: SessionStatus::Authorized })
        }
        .boxed()
    }
    fn capture(&self, input: PaymentInput) -> Answer<'_, Data> {
        self.about("capture", input).boxed()
    }
    fn refund(&self, input: PaymentInput) -> Answer<'_, Data> {
        self.about("refund", input).boxed()
    }
    fn cancel(&self, input: PaymentInput) -> Answer<'_, Data> {
        self.about("cancel", input).boxed()
    }
}
