use ibis_macros::ibis_methods;

#[ibis_methods(crate = crate::stub)]
pub struct Halls;

fn main() {}

#[path = "../../../stub/stub.rs"]
mod stub;
