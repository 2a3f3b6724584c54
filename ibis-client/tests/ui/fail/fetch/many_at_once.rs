use ibis_client::fetch;
use case::*;

pub const FETCH: Fetch<Person> = fetch!(persn: "", all_insts.0, email."otherScheme", "a b");

fn main() {}

#[path = "../../case.rs"]
mod case;
