//! What a user gets, driven hard: the real binary in processes of its own, over real sockets, on both databases.
//!
//! A [`Site`] is a folder and a database; any number of [`Node`]s serve it, and die when they are told to. [`Shop::found`]
//! fills a site through the commands and the admin API; [`Shopper`]s buy there, a [`Merchant`] looks after it, and
//! [`Truth`] is what the database holds in the end.
//!
//! ```no_run
//! use stheno_torture::{Databases, Program, Shop, Shopper, Site, Wanted};
//!
//! # async fn run() -> anyhow::Result<()> {
//! let program = Program::beside_this("stheno")?;
//! let template = Site::create(Databases::Postgres, program, "/tmp/torture/template".into()).await?;
//! let shop = Shop::found(&template).await?;
//! let site = template.copy("/tmp/torture/one".into()).await?;
//! let nodes = [site.start().await?, site.start().await?];
//! let mut shopper = Shopper::new(nodes[0].address, &shop, 1);
//! let basket = shopper.fill(&Wanted::of(&shop.crates, 2)).await?;
//! let answer = shopper.complete(&basket.cart_id).await?;
//! assert_eq!(answer.json()?["type"], "order");
//! for node in nodes {
//!     node.kill()?;
//! }
//! # Ok(()) }
//! ```

mod balancer;
mod bank;
mod check;
mod client;
mod crash;
mod events;
mod merchant;
mod node;
pub mod nodes;
mod races;
mod report;
mod shop;
mod shopper;
mod site;
mod truth;

pub use bank::{Asked, Bank};
pub use check::{Attempt, Ledger, Placed, outside_faults};
pub use client::{Answer, Client, Refusal};
pub use crash::Crash;
pub use events::EventLog;
pub use merchant::Merchant;
pub use node::{Launch, Node};
pub use nodes::TICKS;
pub use races::{Crowd, Races};
pub use report::{Report, Tally};
pub use shop::{BANK, BANK_PROVIDER, PROVIDER, Shop, Ware};
pub use shopper::{Basket, Line, Shopper, Wanted};
pub use site::{Databases, Program, Site, server_url};
pub use truth::Truth;
