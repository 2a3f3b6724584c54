use ibis_macros::ibis_methods;
use stub::case::*;

#[ibis_methods(crate = crate::stub)]
impl Rooms {
    #[ibis(GET "/api/v1/rooms")]
    pub fn list(&self, #[batch] from: &[String]) -> Vec<String>; // here
}

pub async fn call() -> Result<Vec<String>, Error> {
    Rooms.list(["a"]).await
}

fn main() {}

#[path = "../../stub/stub.rs"]
mod stub;
