use ibis_client::ibis_methods;

#[ibis_methods]
trait Halls {
    fn list(&self) -> String;
}

fn main() {}

#[path = "../../case.rs"]
mod case;
