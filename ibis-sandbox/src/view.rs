//! What a caller may see of the directory, and edit.

mod membership;

use crate::auth::Caller;
use crate::directory::{Attribute, Directory, GroupIx, InstIx, NAMES, PersonIx, Visibility};

/// The directory as a caller sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'d> {
    pub(crate) directory: &'d Directory,
    pub(crate) caller: Caller,
}

impl<'d> View<'d> {
    /// The attributes of a person that the caller may see, in order.
    pub(crate) fn person_attributes(&self, ix: PersonIx) -> impl Iterator<Item = &'d Attribute> + use<'d> {
        let person = self.directory.person(ix);
        let closeness = self.closeness(&person.institutions);
        visible(&person.attributes, closeness, self.caller.group())
    }

    /// The person's [`NAMES`] that the caller may see.
    pub(crate) fn names(&self, ix: PersonIx) -> [Option<&'d str>; NAMES.len()] {
        let mut names = [None; NAMES.len()];
        for attribute in self.person_attributes(ix) {
            if let Some(at) = self.directory.schemes.name(attribute.scheme) {
                names[at] = names[at].or(attribute.value.as_deref());
            }
        }
        names
    }

    /// The attributes of an institution that the caller may see, in order.
    pub(crate) fn institution_attributes(&self, ix: InstIx) -> impl Iterator<Item = &'d Attribute> + use<'d> {
        let institution = self.directory.institution(ix);
        visible(&institution.attributes, self.closeness(&[ix]), self.caller.group())
    }

    /// Whether the calling group manages one of the person's institutions.
    pub(crate) fn may_edit_person(&self, ix: PersonIx) -> bool {
        let institutions = &self.directory.person(ix).institutions;
        institutions.iter().any(|&institution| self.may_edit_institution(institution))
    }

    /// Whether the calling group manages the institution.
    pub(crate) fn may_edit_institution(&self, ix: InstIx) -> bool {
        self.caller.group().is_some_and(|group| self.directory.institution(ix).managed_by.contains(&group))
    }

    /// Whether the calling group manages the group.
    pub(crate) fn may_edit_group(&self, ix: GroupIx) -> bool {
        self.caller.group().is_some_and(|group| self.directory.group(ix).managed_by.contains(&group))
    }

    /// The narrowest visibility of attributes that the caller sees in these institutions.
    fn closeness(&self, institutions: &[InstIx]) -> Visibility {
        let group = match self.caller {
            Caller::Outsider => return Visibility::World,
            Caller::Insider => return Visibility::University,
            Caller::Group(group) => group,
        };
        let closest = institutions.iter().map(|&ix| {
            let institution = self.directory.institution(ix);
            if institution.managed_by.contains(&group) {
                Visibility::Private
            } else if institution.groups.contains(&group) || institution.members_groups.contains(&group) {
                Visibility::Institution
            } else {
                Visibility::University
            }
        });
        closest.min().unwrap_or(Visibility::University)
    }
}

/// The attributes that are visible enough, or owned by the group.
fn visible(
    attributes: &[Attribute],
    closeness: Visibility,
    group: Option<GroupIx>,
) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(move |attribute| {
        attribute.visibility >= closeness || (group.is_some() && attribute.owning_group == group)
    })
}
