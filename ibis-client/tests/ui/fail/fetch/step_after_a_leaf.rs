use ibis_client::fetch;
use case::*;

const FETCH: Fetch<Person> = fetch!(Person: email.all_insts);

fn main() {}

#[path = "../../case.rs"]
mod case;
