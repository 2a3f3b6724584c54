use ibis_macros::fetch;
use stub::case::*;

pub const FETCH: Fetch<Institution> = fetch!(crate = crate::stub; Institution: parent_insts.parent_insts.parent_insts.parent_insts.parent_insts.parent_insts.parent_insts.parent_insts.parent_insts.parent_insts.contact_rows);

fn main() {}

#[path = "../../../stub/stub.rs"]
mod stub;
