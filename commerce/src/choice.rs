//! What a shop chooses once: kept in its database, so that a start with another choice is noticed.

use crate::config::Rounded;
use anyhow::{Context as _, Result, bail};
use stheno_database::ddl::{Column, Keep, SqlType, Table};
use stheno_database::statement::OnConflict;
use stheno_database::{Database, Expr, Insert, Select, Tx, Type, Update};
use stheno_model::Records as _;
use stheno_order::Order;

const TABLE: &str = "stheno_choice";
const ROUNDING: &str = "rounding";

/// The table.
pub(crate) fn table() -> Table {
    let column = |name| Column { name, ty: SqlType::Text, nullable: false, default: None };
    Table {
        name: TABLE,
        columns: vec![column("name"), column("value")],
        primary_key: vec!["name"],
        foreign_keys: vec![],
        checks: vec![],
        indexes: vec![],
        keep: Keep::No,
    }
}

/// Keeps the choice of how totals are rounded, or fails where the shop has orders by another: their totals would no longer
/// be what was paid. An adopted database chose as the original does.
pub(crate) async fn keep_rounding(database: &Database, chosen: Rounded) -> Result<()> {
    let kept = database.transaction(move |tx: Tx| async move {
        let usual = Rounded::default().as_str();
        tx.execute(first(usual)).await?;
        let of_name = || Expr::column("name").eq(ROUNDING);
        let select = Select::from(TABLE).column("value", Type::Text).filter(of_name()).for_update();
        let kept = tx.run(select).await?.into_values().pop();
        let kept = kept.as_ref().and_then(|value| value.as_str()).unwrap_or(usual).to_owned();
        if kept == chosen.as_str() {
            return Ok(None);
        }
        if tx.count::<Order>(Order::ID.is_not_null()).await? > 0 {
            return Ok(Some(kept));
        }
        let set = vec![("value", Expr::param(chosen.as_str()))];
        tx.execute(Update { table: TABLE, set, filter: of_name(), returning: vec![] }).await?;
        Ok::<_, stheno_kernel::Error>(None)
    });
    let chosen = chosen.as_str();
    match kept.await.context("looking up how the shop rounds")? {
        Some(kept) => bail!("this shop has orders whose rounding is {kept}: it cannot go on with {chosen}"),
        None => Ok(()),
    }
}

/// Writes a choice where there is none.
fn first(value: &'static str) -> Insert {
    let target = OnConflict { target: vec!["name"], target_filter: None, update: vec![] };
    Insert {
        table: TABLE,
        columns: vec!["name", "value"],
        rows: vec![vec![ROUNDING.into(), value.into()]],
        on_conflict: Some(target),
        returning: vec![],
    }
}
