use serde::Deserialize;

#[derive(Deserialize)]
struct Document {
    result: Fields,
}

#[derive(Deserialize)]
struct Fields {
    person: Option<Person>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Person {
    visible_name: Option<String>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::new();
    let url = "https://www.lookup.cam.ac.uk/api/v1/person/crsid/spqr1";
    let response = client.get(url).header("Accept", "application/json").send().await?.error_for_status()?;
    let document: Document = serde_json::from_slice(&response.bytes().await?)?;
    if let Some(name) = document.result.person.and_then(|person| person.visible_name) {
        println!("{name}");
    }
    Ok(())
}
