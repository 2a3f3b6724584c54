use std::sync::Arc;

use case::*;

pub fn methods() -> PersonMethods {
    PersonMethods::new(&Arc::new(42)) // here
}

fn main() {}

#[path = "../case.rs"]
mod case;
