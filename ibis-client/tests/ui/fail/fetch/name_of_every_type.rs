use ibis_client::fetch;
use case::*;

const FETCH: Fetch<Person> = fetch!(Person: clone, type_id);

fn main() {}

#[path = "../../case.rs"]
mod case;
