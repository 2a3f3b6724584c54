use ibis_client::fetch;
use case::*;

const FETCH: Fetch<Person> = fetch!(Person: all_instz);

fn main() {}

#[path = "../../case.rs"]
mod case;
