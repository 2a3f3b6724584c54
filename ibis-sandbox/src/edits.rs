//! The edits. Each validates the whole request before changing anything, so that it is applied entirely or not at all.

mod attributes;
mod create_group;
mod members;

pub(crate) use attributes::{add_attribute, delete_attribute, update_attribute};
pub(crate) use create_group::{create_group, is_group_name};
pub(crate) use members::update_direct_members;

use crate::failure::Failure;

fn no_right(what: &str) -> Failure {
    Failure::forbidden(format!("the group may not edit the {what}"))
        .with_details("only a group that manages it may do so")
}
