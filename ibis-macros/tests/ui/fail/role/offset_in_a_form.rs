use ibis_macros::ibis_methods;
use stub::case::*;

#[ibis_methods(crate = crate::stub)]
impl Rooms {
    #[ibis(POST "/api/v1/rooms")]
    fn list(&self, #[form] #[offset] from: Option<i32>) -> Vec<Person>;
}

fn main() {}

#[path = "../../../stub/stub.rs"]
mod stub;
