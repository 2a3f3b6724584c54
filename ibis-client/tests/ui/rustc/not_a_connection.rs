use case::*;

pub fn methods() -> PersonMethods {
    PersonMethods::new("lookup") // here
}

fn main() {}

#[path = "../case.rs"]
mod case;
