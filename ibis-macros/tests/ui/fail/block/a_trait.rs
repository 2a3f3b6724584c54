use ibis_macros::ibis_methods;

#[ibis_methods(crate = crate::stub)]
trait Halls {
    fn list(&self) -> String;
}

fn main() {}

#[path = "../../../stub/stub.rs"]
mod stub;
