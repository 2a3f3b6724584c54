use ibis_client::fetch;
use case::*;

pub const FETCH: Fetch<Person> = fetch!(Person: all_insts.type);

fn main() {}

#[path = "../../case.rs"]
mod case;
