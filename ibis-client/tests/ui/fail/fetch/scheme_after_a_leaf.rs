use ibis_client::fetch;
use case::*;

pub const FETCH: Fetch<Person> = fetch!(Person: email."otherScheme");

fn main() {}

#[path = "../../case.rs"]
mod case;
