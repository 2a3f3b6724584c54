use ibis_macros::fetch;
use stub::case::*;

pub const FETCH: Fetch<Institution> = fetch!(crate = crate::stub; Institution:
    contact_rows.all_groups,
    contact_rows.child_insts // here
);

fn main() {}

#[path = "../../stub/stub.rs"]
mod stub;
