use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl<C> Generic<C> {
    #[ibis(GET "/api/v1/rooms")]
    fn list(&self) -> Vec<C>;
}

pub struct Generic<C>(C);

impl<C> HasConnection for Generic<C> {
    fn connection(&self) -> SharedConnection {
        Double.into()
    }
}

fn main() {}

#[path = "../../case.rs"]
mod case;
