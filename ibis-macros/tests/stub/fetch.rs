//! The three kinds that a fetch walks through, by hand.

pub mod markers {
    pub struct Person;
    pub struct Institution;
    pub struct Group;
    pub struct ContactRows;
    pub struct Leaf;

    macro_rules! steps {
        ($($from:ident { $($name:ident: $to:ident),* $(,)? })*) => {
            $(#[allow(non_snake_case)] impl $from { $(pub fn $name(&self) -> $to { $to })* })*
        };
    }

    steps! {
        Person {
            email: Leaf, jpegPhoto: Leaf, phone_numbers: Leaf, all_attrs: Leaf,
            all_insts: Institution, all_groups: Group, direct_groups: Group,
        }
        ContactRows { email: Leaf, all_insts: Institution, all_groups: Group }
        Institution {
            email: Leaf, all_attrs: Leaf, contact_rows: ContactRows, all_members: Person,
            parent_insts: Institution, child_insts: Institution, inst_groups: Group, managed_by_groups: Group,
        }
        Group {
            all_members: Person, owning_insts: Institution, members_of_inst: Institution,
            managed_by_groups: Group, includes_groups: Group,
        }
    }
}
