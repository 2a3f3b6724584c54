use ibis_macros::fetch;
use stub::case::*;

const PERSON: Fetch<Person> =
    fetch!(crate = crate::stub; Person: email, all_insts.managed_by_groups.all_members.email, jpegPhoto,);
static INSTITUTION: Fetch<Institution> = fetch! { crate = crate::stub; Institution: contact_rows.all_groups, "otherScheme" };

fn main() {
    assert_eq!(PERSON.text, "email,all_insts.managed_by_groups.all_members.email,jpegPhoto");
    assert_eq!(INSTITUTION.text, "contact_rows.all_groups,otherScheme");
    let group = fetch!(crate = stub; Group: all_members."other-scheme_2", all_members);
    assert_eq!(group.text, "all_members.other-scheme_2,all_members");
    let ten = fetch!(crate = stub; Institution:
        parent_insts.child_insts.parent_insts.child_insts.parent_insts
            .child_insts.parent_insts.child_insts.parent_insts.contact_rows.email);
    assert_eq!(ten.text.matches('.').count(), 10);
}

#[path = "../../../stub/stub.rs"]
mod stub;
