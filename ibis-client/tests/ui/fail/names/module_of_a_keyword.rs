use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
impl Type {
    #[ibis(GET "/api/v1/rooms")]
    fn list(&self) -> String;
}

pub struct Type;

impl HasConnection for Type {
    fn connection(&self) -> SharedConnection {
        Double.into()
    }
}

fn main() {}

#[path = "../../case.rs"]
mod case;
