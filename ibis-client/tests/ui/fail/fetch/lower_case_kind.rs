use ibis_client::fetch;
use case::*;

pub const FETCH: Fetch<Person> = fetch!(person: email);

fn main() {}

#[path = "../../case.rs"]
mod case;
