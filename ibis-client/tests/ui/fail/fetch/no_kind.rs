use ibis_client::fetch;
use case::*;

pub const FETCH: Fetch<Person> = fetch!(email, all_insts);

fn main() {}

#[path = "../../case.rs"]
mod case;
