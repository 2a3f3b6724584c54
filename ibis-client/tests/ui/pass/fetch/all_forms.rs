use ibis_client::fetch;
use case::*;

const PERSON: Fetch<Person> =
    fetch!(Person: email, all_insts.managed_by_groups.all_members.email, jpegPhoto,);
static INSTITUTION: Fetch<Institution> = fetch! { Institution: contact_rows.all_groups, "otherScheme" };

fn main() {
    assert_eq!(PERSON.as_str(), "email,all_insts.managed_by_groups.all_members.email,jpegPhoto");
    assert_eq!(INSTITUTION.as_str(), "contact_rows.all_groups,otherScheme");
    let group = fetch!(Group: all_members."other-scheme_2", all_members);
    assert_eq!(group.as_str(), "all_members.other-scheme_2,all_members");
    let ten = fetch!(Institution:
        parent_insts.child_insts.parent_insts.child_insts.parent_insts
            .child_insts.parent_insts.child_insts.parent_insts.contact_rows.email);
    assert_eq!(ten.as_str().matches('.').count(), 10);
}

#[path = "../../case.rs"]
mod case;
