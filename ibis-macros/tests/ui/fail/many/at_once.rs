use ibis_macros::ibis_methods;
use stub::case::*;

#[ibis_methods(crate = crate::stub, modul = requests)]
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

#[path = "../../../stub/stub.rs"]
mod stub;
