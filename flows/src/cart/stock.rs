//! Whether there is enough of what a cart asks for. Nothing is taken here: completion reserves in one statement.

use super::offers::Offer;
use stheno_kernel::{Amount, Error, ErrorKind, Result};
use stheno_model::Records;
use stheno_sales_channel::SalesChannel;
use stheno_workflow::FlowTx;

/// A variant and how many of it the cart would hold.
pub struct Wanted<'a> {
    /// The variant.
    pub offer: &'a Offer,
    /// Pieces.
    pub quantity: i64,
}

/// Fails unless every variant whose stock is kept is there, at the locations of the sales channel.
pub async fn confirm(cx: &FlowTx, sales_channel_id: Option<&str>, wanted: &[Wanted<'_>]) -> Result<()> {
    cx.step("confirm-inventory-step").await?;
    let kept: Vec<&Wanted<'_>> = wanted.iter().filter(|w| w.offer.manages_inventory).collect();
    if kept.is_empty() {
        return Ok(());
    }
    let locations = locations(cx, sales_channel_id).await?;
    for want in kept {
        for part in &want.offer.parts {
            let here = part.levels.iter().filter(|level| locations.contains(&level.location_id));
            let (mut available, mut is_stocked) = (Amount::ZERO, false);
            for level in here {
                available += level.available;
                is_stocked = true;
            }
            if !is_stocked {
                return Err(Error::invalid_data(
                    "Sales channel is not associated with any stock location for the variant's inventory",
                ));
            }
            let needed = part.required_quantity * Amount::from(want.quantity);
            if !want.offer.allows_backorder && available < needed {
                return Err(insufficient());
            }
        }
    }
    Ok(())
}

/// The stock locations that a sales channel sells from.
pub async fn locations(cx: &FlowTx, sales_channel_id: Option<&str>) -> Result<Vec<String>> {
    let Some(id) = sales_channel_id else { return Ok(Vec::new()) };
    let question = stheno_query::GraphRequest::new("sales_channel_location")
        .fields(["stock_location_id"])
        .filter(serde_json::json!({ "sales_channel_id": id }));
    let answer = cx.app().graph().query_in(cx.tx(), question).await?;
    Ok(answer.rows().iter().map(|row| row.text("stock_location_id").to_owned()).collect())
}

/// What a shopper is told when there is not enough.
pub fn insufficient() -> Error {
    Error::new(ErrorKind::NotAllowed, "Some variant does not have the required inventory")
        .with_code("insufficient_inventory")
}

/// The sales channel that a cart sells from: the one named, else the store's default.
pub async fn sales_channel(cx: &FlowTx, id: Option<&str>) -> Result<SalesChannel> {
    let id = match id {
        Some(id) => Some(id.to_owned()),
        None => {
            let store = cx
                .find_ordered::<stheno_store::Store>(stheno_database::Expr::always(), vec![], Some(1))
                .await?;
            store.into_iter().next().and_then(|s| s.default_sales_channel_id).map(Into::into)
        }
    };
    let channel = match id {
        Some(id) => cx.lookup::<SalesChannel>(&id).await?,
        None => None,
    };
    let channel = channel.ok_or_else(|| Error::invalid_data("Sales channel not found"))?;
    if channel.is_disabled {
        return Err(Error::invalid_data(format!(
            "Unable to assign cart to disabled Sales Channel: {}",
            channel.name
        )));
    }
    Ok(channel)
}
