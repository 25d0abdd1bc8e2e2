//! `stheno user`: an admin to log in with.

use super::{Shop, UserArgs};
use crate::config::Config;
use anyhow::{Context as _, Result};

/// Creates the user.
pub(super) async fn run(config: &Config, args: UserArgs, shop: Shop<'_>) -> Result<()> {
    let built = super::open(config, true, shop).await?;
    stheno_flows::user::create_user_account::create_admin(&built.app.context(), &args.email, &args.password)
        .await
        .context("creating the user")?;
    println!("user {} created", args.email);
    built.app.database().close().await;
    Ok(())
}
