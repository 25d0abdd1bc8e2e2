//! A step that only a person may undo: a flow that has announced it is not undone but carried on until it is known what
//! became of it.

use crate::shop::{Shop, finishing};
use std::sync::atomic::Ordering;
use stheno_database::Fault;
use stheno_kernel::{Error, ErrorKind, Result};
use stheno_workflow::{Flow, FlowRegistry, Outside, RequestCtx, recover};

const FLOW: &str = "take-money";
/// Past the pauses after failures.
const LONG_MS: i64 = 3_700_000;

/// Takes money, once for each key, unless the bank's line is bad.
struct Take;

impl Outside for Take {
    const NAME: &'static str = "take";
    const IS_FINAL: bool = true;
    type Input = i64;
    type Output = ();

    async fn run(ctx: RequestCtx, key: String, amount: i64) -> Result<()> {
        let bank = crate::shop::bank(&ctx);
        match amount {
            0 => return Err(Error::not_allowed("nothing is not money")),
            _ if bank.authorized.lock().unwrap().insert(key, amount).is_none() => {
                bank.effects.fetch_add(1, Ordering::SeqCst);
            }
            _ => {}
        }
        let bad = bank.flaky_cancels.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
        if bad.is_ok() { Err(Error::new(ErrorKind::Unavailable, "the line is bad")) } else { Ok(()) }
    }
    async fn undo(_: RequestCtx, _: String, _: i64, _: Option<()>) -> Result<()> {
        panic!("it is not undone")
    }
}

fn register(flows: &mut FlowRegistry) {
    flows.outside::<Take>().finish_with(FLOW, |flow| async move {
        assert!(flow.input::<Take>()?.is_some());
        if let Some(ticket) = flow.ticket::<Take>()? {
            flow.run(ticket).await?;
        }
        note(&flow).await
    });
}

async fn note(flow: &Flow) -> Result<()> {
    flow.finish("note", |cx| async move { cx.execute(crate::shop::order("note")).await.map(drop) }).await
}

async fn take(shop: &Shop, amount: i64) -> Result<()> {
    let run = shop.app.context().flow(FLOW, "payment", move |flow| async move {
        let ticket = flow.transaction("ask", move |cx| async move { cx.announce::<Take>(amount) }).await?;
        flow.run(ticket).await?;
        note(&flow).await
    });
    run.await
}

/// Notes, times that money was taken, locks.
async fn state(shop: &Shop) -> (usize, usize, usize) {
    let world = shop.world().await;
    (world.orders, shop.bank.effects.load(Ordering::SeqCst), world.locks)
}

#[tokio::test]
async fn an_unknown_outcome_is_asked_for_again_and_written_down_once() {
    for shop in finishing("forward", register).await {
        shop.bank.flaky_cancels.store(1, Ordering::SeqCst);
        assert_eq!(take(&shop, 5).await.unwrap_err().kind(), ErrorKind::Unavailable);
        assert_eq!(state(&shop).await, (0, 1, 1));
        assert_eq!(recover(&shop.app).await.unwrap(), 1);
        assert_eq!(state(&shop).await, (1, 1, 0));
        assert_eq!(shop.world().await.journal, ["done"]);
    }
}

#[tokio::test]
async fn a_note_that_fails_is_made_later() {
    for shop in finishing("forward_note", register).await {
        let faults = shop.app.database().faults();
        // The second commit is that of the note.
        faults.plan(Fault::Commit(1));
        take(&shop, 5).await.unwrap_err();
        assert_eq!(faults.fired(), 1);
        faults.clear();
        assert_eq!(state(&shop).await, (0, 1, 1));
        assert_eq!(recover(&shop.app).await.unwrap(), 1);
        assert_eq!(state(&shop).await, (1, 1, 0));
    }
}

#[tokio::test]
async fn an_announcement_of_which_nobody_heard_is_not_acted_upon() {
    for shop in finishing("forward_unheard", register).await {
        let faults = shop.app.database().faults();
        faults.plan(Fault::Answer(0));
        take(&shop, 5).await.unwrap_err();
        faults.clear();
        assert_eq!(state(&shop).await, (0, 0, 0));
        assert_eq!(shop.world().await.journal, ["reverted"]);
    }
}

#[tokio::test]
async fn a_refusal_ends_the_flow() {
    for shop in finishing("forward_refused", register).await {
        assert_eq!(take(&shop, 0).await.unwrap_err().kind(), ErrorKind::NotAllowed);
        assert_eq!(state(&shop).await, (0, 0, 0));
        assert_eq!(shop.world().await.journal, ["reverted"]);
    }
}

#[tokio::test]
async fn what_never_answers_is_left_to_a_person() {
    for shop in finishing("forward_failed", register).await {
        shop.bank.flaky_cancels.store(usize::MAX, Ordering::SeqCst);
        take(&shop, 5).await.unwrap_err();
        for _ in 0..9 {
            shop.clock.advance_millis(LONG_MS);
            assert_eq!(recover(&shop.app).await.unwrap(), 1);
        }
        shop.clock.advance_millis(LONG_MS);
        assert_eq!(recover(&shop.app).await.unwrap(), 0);
        assert_eq!(state(&shop).await, (0, 1, 0));
        assert_eq!(shop.world().await.journal, ["failed"]);
    }
}
