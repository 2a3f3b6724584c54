//! A program over the endpoints of a museum's catalogue: what it prints is what it was told.

#![deny(warnings)]

pub mod museum;

use std::error::Error;

use ibis_client::{Attribute, IbisClientConnection, fetch};
use museum::{
    CircleMethods, DepartmentMethods, ExhibitKinds, ExhibitMethods, ExhibitOrderBy, KeeperMethods, LoanMethods,
    LoanStatus, MuseumMethods, exhibit_methods,
};

fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::args().nth(1).ok_or("no URL")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(calls(&url))
}

async fn calls(url: &str) -> Result<(), Box<dyn Error>> {
    let connection = IbisClientConnection::builder().base_url(url).build()?;
    let (exhibits, loans) = (ExhibitMethods::new(&connection), LoanMethods::new(&connection));

    let labels = exhibits.labels("A 7/1").kinds([ExhibitKinds::Title, "artist".into()]).await?;
    println!("labels: {}", labels.iter().filter_map(|label| label.value.as_deref()).collect::<Vec<_>>().join(", "));

    let since = jiff::civil::date(2026, 1, 5);
    let count = exhibits.count().since(since).type_("clock").order_by(ExhibitOrderBy::Year).await?;
    println!("count: {count}");

    let keepers = exhibits.keepers("A7").fetch(fetch!(Person: email)).await?;
    println!("keepers: {}", keepers.iter().filter_map(|keeper| keeper.display_name()).collect::<Vec<_>>().join(", "));

    let mut label = Attribute::new("title");
    label.value = Some("A clock".to_owned());
    println!("added: {:?}", exhibits.add_label("A7", label).move_(true).await?.attrid.map(|id| id.to_string()));

    println!("due: {}", loans.get_loan_due(12).await?);
    println!("loan: {}", loans.create("A7", "spqr1").until(since).await?);
    println!("extended: {}", loans.extend(12, since).for_("a friend").await?);
    println!("borrowers: {}", loans.borrowers(["A7", "A8"]).status(LoanStatus::Value2ndReminder).await?.len());

    let nobody = KeeperMethods::new(&connection).get("badge", "0").await?;
    println!("nobody: {}", nobody.is_none());

    let department = DepartmentMethods::new(&connection).get("CLOCKS").await?.ok_or("no department")?;
    println!("department: {}", department.name());
    println!("circle: {}", CircleMethods::new(&connection).new_("Friends of clocks").await?.title());
    println!("version: {}", MuseumMethods::new(&connection).version().await?);
    println!("endpoints: {}", exhibit_methods::ENDPOINTS.len());
    Ok(())
}
