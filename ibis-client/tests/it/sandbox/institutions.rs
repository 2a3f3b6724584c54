//! The endpoints of institutions.

mod edits;
mod reads;
mod searches;

use self::edits::{add_attribute, create_group, delete_attribute, update_attribute};
use self::reads::{
    all_attribute_schemes, get_attribute, get_attributes, get_cancelled_members, get_contact_rows, get_inst,
    get_members,
};
use self::searches::{all_insts, list_insts, modified_insts, search, search_count};
use super::Visit;
use crate::support::rows::rows;

rows! {
    Visit, mod responds, "InstitutionMethods":
    "getInst" => get_inst,
    "getAttribute" => get_attribute,
    "getAttributes" => get_attributes,
    "getMembers" => get_members,
    "getCancelledMembers" => get_cancelled_members,
    "getContactRows" => get_contact_rows,
    "allAttributeSchemes" => all_attribute_schemes,
    "allInsts" => all_insts,
    "listInsts" => list_insts,
    "modifiedInsts" => modified_insts,
    "search" => search,
    "searchCount" => search_count,
    "createGroup" => create_group,
    "addAttribute" => add_attribute,
    "updateAttribute" => update_attribute,
    "deleteAttribute" => delete_attribute,
}
