use ibis_macros::fetch;
use stub::case::*;

pub const FETCH: Fetch<Person> = fetch!(crate = crate::stub; Person:
    email,
    clone // here
);

fn main() {}

#[path = "../../stub/stub.rs"]
mod stub;
