use ibis_client::fetch;
use case::*;

pub const FETCH: Fetch<Institution> = fetch!(Institution:
    contact_rows.all_groups,
    contact_rows.child_insts
);

fn main() {}

#[path = "../../case.rs"]
mod case;
