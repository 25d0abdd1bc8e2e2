//! `torture`: kills, races, and what must stand after them.

use anyhow::Result;
use stheno_torture::{Databases, Merchant, Program, Shop, Shopper, Site, Truth, Wanted};

#[tokio::main]
async fn main() -> Result<()> {
    let program = Program::beside_this("stheno")?;
    for databases in [Databases::Sqlite, Databases::Postgres] {
        let folder = std::env::temp_dir().join(format!("stheno-torture-{}", std::process::id()));
        let t = std::time::Instant::now();
        let template = Site::create(databases, program.clone(), folder.join("template")).await?;
        let shop = Shop::found(&template).await?;
        eprintln!("found {:?}", t.elapsed());
        let t = std::time::Instant::now();
        let site = template.copy(folder.join("one")).await?;
        eprintln!("copy {:?}", t.elapsed());
        let t = std::time::Instant::now();
        let node = site.start().await?;
        eprintln!("start {:?}", t.elapsed());
        let mut shopper = Shopper::new(node.address, &shop, 1);
        for _ in 0..3 {
            let t = std::time::Instant::now();
            let basket = shopper.begin(&Wanted::of(&shop.crates, 2).and(&shop.barrels, 1)).await?;
            eprintln!("begin {:?}", t.elapsed());
            let mut basket = basket;
            while !basket.is_ready() {
                shopper.step(&mut basket).await?;
                eprintln!("step {:?}", t.elapsed());
            }
            eprintln!("fill {:?} {}", t.elapsed(), basket.total);
            let answer = shopper.complete(&basket.cart_id).await?.done()?;
            eprintln!("complete {:?} {}", t.elapsed(), answer["order"]["total"]);
        }
        let mut merchant = Merchant::new(node.address, &shop.token)?;
        let t = std::time::Instant::now();
        let truth = Truth::read(&mut merchant, None).await?;
        eprintln!("truth {:?} {:?}", t.elapsed(), truth.orders);
        node.kill()?;
    }
    Ok(())
}
