use ibis_client::fetch;
use case::*;

pub const FETCH: Fetch<Institution> = fetch!(Institution: parent_insts.parent_insts.parent_insts.parent_insts.parent_insts.parent_insts.parent_insts.parent_insts.parent_insts.parent_insts.parent_insts.email);

fn main() {}

#[path = "../../case.rs"]
mod case;
