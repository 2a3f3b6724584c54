use ibis_macros::fetch;
use stub::case::*;

pub const FETCH: Fetch<Person> = fetch!(crate = crate::stub; persn: "", all_insts.0, email."otherScheme", "a b");

fn main() {}

#[path = "../../../stub/stub.rs"]
mod stub;
