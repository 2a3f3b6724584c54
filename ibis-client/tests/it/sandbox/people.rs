//! The endpoints of people.

mod edits;
mod reads;
mod searches;

use self::edits::{add_attribute, delete_attribute, update_attribute};
use self::reads::{
    all_attribute_schemes, get_attribute, get_attributes, get_groups, get_insts, get_managed_groups,
    get_managed_insts, get_person, is_member_of_group, is_member_of_inst,
};
use self::searches::{all_people, list_people, modified_people, search, search_count};
use super::Visit;
use crate::support::rows::rows;

rows! {
    Visit, mod responds, "PersonMethods":
    "getPerson" => get_person,
    "getAttribute" => get_attribute,
    "getAttributes" => get_attributes,
    "getGroups" => get_groups,
    "getInsts" => get_insts,
    "getManagedGroups" => get_managed_groups,
    "getManagedInsts" => get_managed_insts,
    "isMemberOfGroup" => is_member_of_group,
    "isMemberOfInst" => is_member_of_inst,
    "allAttributeSchemes" => all_attribute_schemes,
    "allPeople" => all_people,
    "listPeople" => list_people,
    "modifiedPeople" => modified_people,
    "search" => search,
    "searchCount" => search_count,
    "addAttribute" => add_attribute,
    "updateAttribute" => update_attribute,
    "deleteAttribute" => delete_attribute,
}
