//! Every served route that writes, sent twice with one key.

use super::{answered, keyed, rows, told};
use crate::bad_input::{changes, schema};
use crate::doors::{Callers, Door, doors, none, user};
use crate::furnished::Furnished;
use crate::specimen;
use stheno::Builder;
use stheno_commerce::commerce;
use stheno_testkit::on_both;

/// Statements that tell an answer again: the caller's key or record, the claim, the answer.
const REPLAY_STATEMENTS_MAX: u64 = 5;

/// Somebody wants every event, so that each is written.
fn listening() -> Builder {
    commerce(&[]).subscribe("*", "test", |_, _| async { Ok(()) })
}

/// Doors that write; those that let go of who knocks come last.
fn writing() -> Vec<Door> {
    let mut doors: Vec<Door> = doors().into_iter().filter(|door| door.method != "GET").collect();
    doors.reverse();
    let lets_go = |door: &Door| {
        ["DELETE /admin/users/{id}", "DELETE /admin/customers/{id}"].contains(&door.name().as_str())
    };
    doors.sort_by_key(lets_go);
    doors
}

#[tokio::test]
async fn a_request_sent_twice_has_one_effect_and_one_answer() {
    on_both(listening, |shop| async move {
        let callers = Callers::of(&shop).await;
        let furnished = Furnished::of(&shop, &callers, &doors()).await;
        let spare = user(&shop, "spare").await;
        let (mut failures, mut successes, mut kept) = (Vec::new(), 0, answered(&shop).await);
        for (number, door) in writing().iter().enumerate() {
            let path = match door.name().as_str() {
                // Whoever lets go of themselves is nobody who could ask again.
                "DELETE /admin/users/{id}" => format!("/admin/users/{spare}"),
                _ => furnished.path(door),
            };
            let body =
                schema(door).map(|schema| furnished.body(door, specimen::object_of(&schema)).to_string());
            let key = format!("twice-{number}");
            let call = || {
                let call = keyed(callers.call(&shop, door, &path), &key);
                match &body {
                    Some(body) => call.text(body),
                    None => call,
                }
            };
            let first = call().send().await;
            shop.rest().await;
            let before = rows(&shop).await;
            let is_kept = answered(&shop).await == kept + 1;
            kept += i64::from(is_kept);
            let sent = shop.app.database().statements();
            let again = call().send().await;
            let cost = shop.app.database().statements() - sent;
            shop.rest().await;
            let fail = |what: &str| format!("{} {what}: {} {}", door.name(), first.status, first.text);
            if told(&first) != told(&again) {
                failures.push(format!("{}; again {} {}", fail("differs"), again.status, again.text));
            }
            failures.extend(changes(&before, &rows(&shop).await).into_iter().map(|change| fail(&change)));
            if first.status.is_server_error() {
                failures.push(fail("errs"));
            }
            if first.status.is_success() {
                successes += 1;
                if !is_kept || cost > REPLAY_STATEMENTS_MAX {
                    failures.push(fail(&format!("is kept: {is_kept}, told again with {cost} statements")));
                }
            }
        }
        none(failures);
        assert!(successes > 80, "only {successes} requests did anything");
    })
    .await;
}
