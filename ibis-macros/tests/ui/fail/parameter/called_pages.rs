use ibis_macros::ibis_methods;
use stub::case::*;

#[ibis_methods(crate = crate::stub)]
impl Rooms {
    #[ibis(GET "/api/v1/rooms")]
    fn list(&self, pages: Option<i32>) -> String;
}

fn main() {}

#[path = "../../../stub/stub.rs"]
mod stub;
