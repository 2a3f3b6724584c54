use ibis_client::fetch;
use case::*;

pub const FETCH: Fetch<Group> = fetch!(Group:
    all_members,
    all_insts
);

fn main() {}

#[path = "../../case.rs"]
mod case;
