//! Countries of a region: each is in one region at most.

use std::collections::HashSet;
use stheno_kernel::{Error, Result};
use stheno_model::{Patch, Records as _};
use stheno_region::Country;
use stheno_workflow::FlowTx;

/// Puts countries into a region; each must exist and be in none.
pub(super) async fn assign(cx: &FlowTx, region_id: &str, codes: &[String]) -> Result<()> {
    let codes: Vec<String> = codes.iter().map(|code| code.to_lowercase()).collect();
    let mut unique = HashSet::new();
    let twice: Vec<&String> = codes.iter().filter(|code| !unique.insert(code.as_str())).collect();
    if !twice.is_empty() {
        return Err(refusal(twice, "are already assigned to a region"));
    }
    if codes.is_empty() {
        return Ok(());
    }
    let free = Country::ISO_2.is_in(&codes).and(Country::REGION_ID.is_null());
    let patch = Patch::<Country>::at(cx.now()).set(Country::REGION_ID, region_id);
    let assigned = cx.update_returning(free, patch).await?;
    let rest: Vec<&String> =
        codes.iter().filter(|code| !assigned.iter().any(|c| c.iso_2 == **code)).collect();
    if rest.is_empty() {
        return Ok(());
    }
    let known = cx.find::<Country>(Country::ISO_2.is_in(rest.iter().copied())).await?;
    let unknown: Vec<&String> =
        rest.iter().copied().filter(|code| !known.iter().any(|c| c.iso_2 == **code)).collect();
    if unknown.is_empty() {
        Err(refusal(rest, "are already assigned to a region"))
    } else {
        Err(refusal(unknown, "do not exist"))
    }
}

/// Takes all countries out of these regions.
pub(super) async fn free(cx: &FlowTx, region_ids: &[String]) -> Result<()> {
    let patch = Patch::<Country>::at(cx.now()).set(Country::REGION_ID, stheno_kernel::Value::Null);
    cx.update(Country::REGION_ID.is_in(region_ids), patch).await?;
    Ok(())
}

fn refusal(mut codes: Vec<&String>, what: &str) -> Error {
    codes.sort();
    let codes: Vec<&str> = codes.into_iter().map(String::as_str).collect();
    Error::invalid_data(format!("Countries with codes: \"{}\" {what}", codes.join(", ")))
}
