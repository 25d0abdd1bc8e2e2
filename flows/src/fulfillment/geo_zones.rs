//! The pieces of a service zone.

use serde_json::{Map, Value as Json};
use stheno_fulfillment::GeoZone;
use stheno_kernel::Result;
use stheno_model::{Model as _, Records as _, dynamic};
use stheno_workflow::FlowTx;
use stheno_workflow::steps::delete_records;

/// Adds pieces to a zone.
pub(super) async fn add(cx: &FlowTx, zone_id: &str, pieces: Vec<Map<String, Json>>) -> Result<()> {
    let rows = pieces.into_iter().map(|mut piece| {
        piece.insert("service_zone_id".to_owned(), zone_id.into());
        piece
    });
    dynamic::insert_json(cx.tx(), GeoZone::meta(), rows.collect(), cx.stamp()).await?;
    Ok(())
}

/// Gives a zone exactly these pieces: those that say the id of one it has are changed, all others are new.
pub(super) async fn replace(cx: &FlowTx, zone_id: &str, pieces: Vec<Map<String, Json>>) -> Result<()> {
    let of_zone = GeoZone::SERVICE_ZONE_ID.eq(zone_id);
    let old: Vec<String> = cx
        .find_locked::<GeoZone>(of_zone.clone())
        .await?
        .into_iter()
        .map(|zone| zone.id.into_string())
        .collect();
    let (kept, fresh): (Vec<_>, Vec<_>) = pieces.into_iter().partition(|piece| {
        piece.get("id").and_then(Json::as_str).is_some_and(|id| old.iter().any(|known| known == id))
    });
    let is_kept =
        |id: &String| kept.iter().any(|piece| piece.get("id").and_then(Json::as_str) == Some(id.as_str()));
    let gone: Vec<String> = old.iter().filter(|id| !is_kept(id)).cloned().collect();
    delete_records(cx, GeoZone::meta(), &gone).await?;
    for mut piece in kept {
        let id = piece.shift_remove("id");
        let this = GeoZone::ID.eq(id.as_ref().and_then(Json::as_str).unwrap_or_default());
        dynamic::update_json(cx.tx(), GeoZone::meta(), this, &piece, cx.now()).await?;
    }
    add(cx, zone_id, fresh).await
}

/// The pieces that a body names.
pub(super) fn take(body: &mut Map<String, Json>) -> Option<Vec<Map<String, Json>>> {
    match body.shift_remove("geo_zones") {
        Some(Json::Array(list)) => Some(list.into_iter().filter_map(object).collect()),
        _ => None,
    }
}

fn object(json: Json) -> Option<Map<String, Json>> {
    match json {
        Json::Object(members) => Some(members),
        _ => None,
    }
}
