use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl halls {
    #[ibis(GET "/api/v1/rooms")]
    fn list(&self) -> String;
}

#[allow(non_camel_case_types)]
pub struct halls;

impl HasConnection for halls {
    fn connection(&self) -> SharedConnection {
        Double.into()
    }
}

fn main() {}

#[path = "../../case.rs"]
mod case;
