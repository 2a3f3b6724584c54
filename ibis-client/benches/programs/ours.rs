use ibis_client::{IbisClientConnection, PersonMethods};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let conn = IbisClientConnection::production()?;
    if let Some(person) = PersonMethods::new(&conn).get_person("crsid", "spqr1").await? {
        println!("{}", person.best_name());
    }
    Ok(())
}
