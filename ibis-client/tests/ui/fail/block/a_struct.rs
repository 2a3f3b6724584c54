use ibis_client::ibis_methods;

#[ibis_methods]
pub struct Halls;

fn main() {}

#[path = "../../case.rs"]
mod case;
