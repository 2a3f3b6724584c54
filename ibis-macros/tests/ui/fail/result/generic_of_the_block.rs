use ibis_macros::ibis_methods;
use stub::case::*;

#[ibis_methods(crate = crate::stub)]
impl<C> Generic<C> {
    #[ibis(GET "/api/v1/rooms")]
    fn list(&self) -> Vec<C>;
}

pub struct Generic<C>(C);

impl<C> HasConnection for Generic<C> {
    type Connection = Wire;
    fn connection(&self) -> Wire {
        Wire
    }
}

fn main() {}

#[path = "../../../stub/stub.rs"]
mod stub;
