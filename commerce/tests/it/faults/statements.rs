//! The n-th statement of every request that writes fails, for all n, and each commit, and the answer of each commit: the
//! shop is as before or as after, and the answer is an error that says so.

use super::requests::{self, Request};
use super::state::{Known, State, Tables, changes, listened_to, written};
use crate::doors::{is_error, none};
use std::collections::BTreeSet;
use stheno_database::{DatabaseFaults, Fault, Passed};
use stheno_testkit::{Shop, on_both};

/// Doors that answer before anybody looks, so that strangers cannot tell by the answer who has an account.
const ANSWERED_FIRST: &[&str] =
    &["POST /auth/{actor_type}/{auth_provider}/reset-password", "POST /v1/store/customers/password-token"];

struct Walk {
    shop: Shop,
    tables: Tables,
    before: State,
    known: Known,
    faults: DatabaseFaults,
}

/// What a request does if nothing fails.
struct Course {
    statements: usize,
    commits: usize,
    touched: BTreeSet<&'static str>,
    after: Vec<String>,
}

#[tokio::test]
async fn whatever_statement_fails_a_request_happened_or_it_did_not() {
    on_both(listened_to, |shop| async move {
        // A request is sent again and again, and sends the same statements each time.
        shop.app.database().keep_none();
        let requests = requests::all(&shop).await;
        let tables = Tables::of(&shop);
        let before = tables.all(&shop).await;
        let (known, faults) = (Known::of(&before), shop.app.database().faults());
        let walk = Walk { shop, tables, before, known, faults };
        let mut failures = Vec::new();
        for request in &requests {
            match walk.undisturbed(request).await {
                Ok(course) => failures.extend(walk.disturbed(request, &course).await),
                Err(failure) => failures.push(failure),
            }
        }
        walk.faults.clear();
        let left = changes(&walk.tables, &walk.known, &walk.before, &walk.tables.all(&walk.shop).await);
        failures.extend(left.into_iter().map(|line| format!("left behind: {line}")));
        none(failures);
    })
    .await;
}

impl Walk {
    /// Sends the request with nothing in its way, and takes back what it did.
    async fn undisturbed(&self, request: &Request) -> Result<Course, String> {
        self.faults.clear();
        let answer = request.send(&self.shop).await;
        self.shop.rest().await;
        let passed = self.faults.passed();
        let names = passed.iter().filter_map(|passed| match passed {
            Passed::Statement(sql) => written(sql).map(str::to_owned),
            Passed::Commit => None,
        });
        let touched = self.tables.with_dependents(&names.collect());
        let after = self.look(&touched).await;
        self.take_back(&touched).await;
        if !answer.status.is_success() {
            return Err(format!("{} is refused: {} {}", request.name, answer.status, answer.text));
        }
        let commits = passed.iter().filter(|passed| **passed == Passed::Commit).count();
        Ok(Course { statements: passed.len() - commits, commits, touched, after })
    }

    async fn disturbed(&self, request: &Request, course: &Course) -> Vec<String> {
        let statements = (0..course.statements).map(Fault::Statement);
        let commits = (0..course.commits).flat_map(|n| [Fault::Commit(n), Fault::Answer(n)]);
        let mut failures = Vec::new();
        for fault in statements.chain(commits) {
            let told = |what: &str| format!("{} with {fault:?}: {what}", request.name);
            self.faults.plan(fault);
            let answer = request.send(&self.shop).await;
            self.shop.rest().await;
            let (fired, passed) = (self.faults.fired(), self.faults.passed());
            self.faults.clear();
            if fired == 0 {
                failures.push(told("it did not happen"));
            } else if !ANSWERED_FIRST.contains(&request.name.as_str())
                && (!answer.status.is_server_error() || !is_error(&answer.json))
            {
                failures.push(told(&format!("{} {}", answer.status, answer.text)));
            }
            // Nothing was written where nothing was committed; that is looked at once, below.
            if has_committed(&passed) {
                let after = self.look(&course.touched).await;
                if after != course.after {
                    failures.push(told(&format!(
                        "between:\n{}\ninstead of\n{}",
                        after.join("\n"),
                        course.after.join("\n")
                    )));
                }
                self.take_back(&course.touched).await;
            }
        }
        let left = self.look(&course.touched).await;
        if !left.is_empty() {
            failures.push(format!("{} failed, and left {left:?}", request.name));
            self.take_back(&course.touched).await;
        }
        failures
    }

    async fn look(&self, touched: &BTreeSet<&'static str>) -> Vec<String> {
        let now = self.tables.read(&self.shop, touched).await;
        changes(&self.tables, &self.known, &self.before, &now)
    }

    async fn take_back(&self, touched: &BTreeSet<&'static str>) {
        let now = self.tables.read(&self.shop, touched).await;
        self.tables.restore(&self.shop, &self.before, &now).await;
    }
}

/// Whether a transaction that writes has committed.
fn has_committed(passed: &[Passed]) -> bool {
    let mut wrote = false;
    passed.iter().any(|passed| match passed {
        Passed::Statement(sql) => {
            wrote |= written(sql).is_some();
            false
        }
        Passed::Commit => wrote,
    })
}
