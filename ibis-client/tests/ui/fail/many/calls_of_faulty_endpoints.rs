use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Rooms {
    #[ibis(PATCH "/api/v1/rooms/%(room)s")]
    pub fn list(&self, room_id: &str, fetch: Option<Fetch<Person>>) -> Option<String>;

    #[ibis(GET "/api/v1/rooms/%(id)s")]
    pub fn get(id: Option<&str>, name: impl Into<String>, limit: Option<i32>) -> String;

    #[ibis(GET "/api/v1/version")]
    pub fn version(&self) -> String;
}

pub async fn calls(rooms: Rooms, fetch: Fetch<Person>) -> Result<usize, Error> {
    let all: Option<String> = rooms.list("a").fetch(fetch).await?;
    let one: String = rooms.get("b").limit(3).await?;
    let version: String = rooms.version().await?;
    let _: Option<rooms::List> = None;
    Ok(all.map_or(0, |all| all.len()) + one.len() + version.len() + rooms::ENDPOINTS.len())
}

fn main() {}

#[path = "../../case.rs"]
mod case;
