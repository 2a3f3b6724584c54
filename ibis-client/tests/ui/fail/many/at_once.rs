use ibis_client::ibis_methods;
use case::*;

#[ibis_methods(modul = requests)]
impl Rooms {
    #[ibis(GTE "api/v1/rooms/%(roomid)s/%(bed)d")]
    pub async fn list(&mut self, room_id: Option<&str>, #[from] (a, b): Range);

    #[ibis(GET "/api/v1/rooms/%(id)s/%(id)s")]
    pub fn get<T>(id: &[String], #[form] note: Option<&String>, send: Option<bool>) -> &str;

    #[ibis(POST)]
    pub fn add(&self, name: &str, #[name = "name"] title: &str) -> impl Sized {
        name
    }

    pub fn count(&self) -> i32;
}

fn main() {}

#[path = "../../case.rs"]
mod case;
