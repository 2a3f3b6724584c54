use ibis_macros::ibis_methods;
use stub::case::*;

#[ibis_methods(crate = crate::stub)]
impl Type {
    #[ibis(GET "/api/v1/rooms")]
    fn list(&self) -> String;
}

pub struct Type;

impl HasConnection for Type {
    type Connection = Wire;
    fn connection(&self) -> Wire {
        Wire
    }
}

fn main() {}

#[path = "../../../stub/stub.rs"]
mod stub;
