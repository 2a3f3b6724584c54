use ibis_client::fetch;
use case::*;

pub const FETCH: Fetch<Person> = fetch!(Person:);

fn main() {}

#[path = "../../case.rs"]
mod case;
