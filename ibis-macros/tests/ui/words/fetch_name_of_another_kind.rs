use ibis_macros::fetch;
use stub::case::*;

pub const FETCH: Fetch<Group> = fetch!(crate = crate::stub; Group:
    all_members,
    all_insts // here
);

fn main() {}

#[path = "../../stub/stub.rs"]
mod stub;
