//! `stheno links check`: link rows that an application without our rules has left behind, and `--repair` to dismiss them.

use super::{CheckArgs, Shop};
use crate::config::Config;
use anyhow::{Context as _, Result};
use std::process::ExitCode;
use stheno::App;
use stheno_flows::common::check_links;
use stheno_link::manage::{Finding, Flaw};

/// Prints what is wrong; fails if anything is and stays so. Needs no migration: it looks at the links that have tables.
pub(super) async fn check(config: &Config, args: CheckArgs, shop: Shop<'_>) -> Result<ExitCode> {
    let built = super::open(config, false, shop).await?;
    let left = look(&built.app, args.repair).await;
    built.app.database().close().await;
    Ok(if left? { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Whether anything wrong is left.
async fn look(app: &App, repair: bool) -> Result<bool> {
    let ctx = app.context();
    let found = check_links::check(&ctx).await.context("checking links")?;
    if found.is_empty() {
        println!("every link is sound");
        return Ok(false);
    }
    print!("{}", table(app, &found));
    if !repair {
        println!(
            "\n`stheno links check --repair` dismisses these rows, and keeps the newest of links too many."
        );
        return Ok(true);
    }
    println!();
    for (link, rows) in check_links::repair(&ctx).await.context("repairing links")? {
        println!("{link}: {rows} rows dismissed");
    }
    // Somebody else may be writing.
    let left = check_links::check(&ctx).await.context("checking links")?;
    if !left.is_empty() {
        print!("\nstill there, or there anew:\n{}", table(app, &left));
    }
    Ok(!left.is_empty())
}

/// One line for each link and flaw: the link, how many rows, what is wrong, some of them.
fn table(app: &App, findings: &[Finding]) -> String {
    let lines = findings.iter().map(|finding| {
        let examples: Vec<String> = finding.examples.iter().map(|(l, r)| format!("{l} - {r}")).collect();
        [finding.table.to_owned(), finding.rows.to_string(), wrong(app, finding), examples.join(", ")]
    });
    let head = ["link", "rows", "what is wrong", "some of them"].map(str::to_owned);
    let lines: Vec<[String; 4]> = std::iter::once(head).chain(lines).collect();
    let width = |column: usize| lines.iter().map(|line| line[column].len()).max().unwrap_or_default();
    let (link, rows, wrong) = (width(0), width(1), width(2));
    lines.iter().map(|[a, b, c, d]| format!("{a:link$}  {b:>rows$}  {c:wrong$}  {d}\n")).collect()
}

fn wrong(app: &App, finding: &Finding) -> String {
    let entity = |at: usize| {
        let link = app.links().by_table(finding.table);
        link.map_or("record", |(link, _)| (link.sides()[at].model)().entity)
    };
    match finding.flaw {
        Flaw::LeftMissing => format!("{} is not there", entity(0)),
        Flaw::RightMissing => format!("{} is not there", entity(1)),
        Flaw::Surplus => "one link too many".to_owned(),
    }
}
