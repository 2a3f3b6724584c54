//! The records of the directory. They are compact, since a synthetic university may have 200,000 people.

use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;

use super::SchemeIx;

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(u32);

        impl $name {
            pub(crate) fn new(at: usize) -> Self {
                Self(u32::try_from(at).unwrap_or(u32::MAX))
            }

            pub(crate) fn at(self) -> usize {
                self.0 as usize
            }
        }
    };
}

pub(super) use index;

index! {
    /// The position of a person among all people.
    PersonIx
}
index! {
    /// The position of an institution among all institutions.
    InstIx
}
index! {
    /// The position of a group among all groups.
    GroupIx
}

/// A person, an institution or a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Entity {
    Person(PersonIx),
    Institution(InstIx),
    Group(GroupIx),
}

/// A person.
#[derive(Debug, Default)]
pub(crate) struct Person {
    pub(crate) crsid: Box<str>,
    pub(crate) cancelled: bool,
    /// Takes the place of the first name that the caller may see. Empty if the person has no visible name.
    pub(crate) visible_name: Option<Box<str>>,
    pub(crate) affiliation: Affiliation,
    /// The scheme and value of each identifier other than the CRSid.
    pub(crate) identifiers: Vec<(Box<str>, Box<str>)>,
    /// In order of precedence of their schemes.
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) institutions: Vec<InstIx>,
    pub(crate) direct_groups: Vec<GroupIx>,
}

/// A person's affiliation in the University's records.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Affiliation {
    #[default]
    None,
    Staff,
    Student,
    StaffAndStudent,
}

impl Affiliation {
    pub(crate) fn text(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Staff => Some("staff"),
            Self::Student => Some("student"),
            Self::StaffAndStudent => Some("staff,student"),
        }
    }

    /// True unless the only affiliation is `student`.
    pub(crate) fn is_staff(self) -> bool {
        self != Self::Student
    }

    pub(crate) fn is_student(self) -> bool {
        matches!(self, Self::Student | Self::StaffAndStudent)
    }
}

/// An institution.
#[derive(Debug, Default)]
pub(crate) struct Institution {
    pub(crate) instid: Box<str>,
    pub(crate) cancelled: bool,
    pub(crate) name: Box<str>,
    pub(crate) acronym: Option<Box<str>>,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) contact_rows: Vec<ContactRow>,
    pub(crate) parents: Vec<InstIx>,
    pub(crate) children: Vec<InstIx>,
    /// All members, including cancelled people, by identifier.
    pub(crate) members: Vec<PersonIx>,
    /// The groups that it owns.
    pub(crate) groups: Vec<GroupIx>,
    /// The groups whose members are its members.
    pub(crate) members_groups: Vec<GroupIx>,
    pub(crate) managed_by: Vec<GroupIx>,
}

/// A group.
#[derive(Debug, Default)]
pub(crate) struct Group {
    pub(crate) groupid: Box<str>,
    pub(crate) name: Box<str>,
    pub(crate) cancelled: bool,
    pub(crate) title: Box<str>,
    pub(crate) description: Option<Box<str>>,
    pub(crate) email: Option<Box<str>>,
    pub(crate) password: Option<Box<str>>,
    /// The institution whose members are its members. `None` if it has members of its own.
    pub(crate) members_of: Option<InstIx>,
    /// By identifier.
    pub(crate) direct_members: Vec<PersonIx>,
    /// The direct members whose membership is hidden, by identifier.
    pub(crate) hidden_members: Vec<PersonIx>,
    pub(crate) owning_institutions: Vec<InstIx>,
    pub(crate) manages_institutions: Vec<InstIx>,
    pub(crate) manages_groups: Vec<GroupIx>,
    pub(crate) managed_by: Vec<GroupIx>,
    pub(crate) reads_groups: Vec<GroupIx>,
    pub(crate) read_by: Vec<GroupIx>,
    pub(crate) includes: Vec<GroupIx>,
    pub(crate) included_by: Vec<GroupIx>,
}

/// An attribute of a person or an institution.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Attribute {
    pub(crate) attrid: i64,
    pub(crate) scheme: SchemeIx,
    pub(crate) visibility: Visibility,
    pub(crate) value: Option<Box<str>>,
    pub(crate) binary: Option<Arc<[u8]>>,
    pub(crate) comment: Option<Box<str>>,
    pub(crate) institution: Option<InstIx>,
    pub(crate) owning_group: Option<GroupIx>,
    pub(crate) effective_from: Option<Date>,
    pub(crate) effective_to: Option<Date>,
}

impl Attribute {
    /// An attribute without a value.
    pub(crate) fn new(scheme: SchemeIx, visibility: Visibility) -> Self {
        Self {
            attrid: 0,
            scheme,
            visibility,
            value: None,
            binary: None,
            comment: None,
            institution: None,
            owning_group: None,
            effective_from: None,
            effective_to: None,
        }
    }
}

/// Who may see an attribute, from the narrowest visibility to the widest.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Visibility {
    Private,
    Institution,
    University,
    #[default]
    World,
}

impl Visibility {
    /// In the order of the variants.
    pub(crate) const NAMES: [&str; 4] = ["private", "institution", "university", "world"];

    pub(crate) fn text(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Private, Self::Institution, Self::University, Self::World]
            .into_iter()
            .find(|visibility| visibility.text() == text)
    }
}

/// A row of an institution's contact page.
#[derive(Debug, Default)]
pub(crate) struct ContactRow {
    pub(crate) description: Option<Box<str>>,
    pub(crate) bold: bool,
    pub(crate) italic: bool,
    pub(crate) addresses: Vec<Box<str>>,
    pub(crate) emails: Vec<Box<str>>,
    pub(crate) people: Vec<PersonIx>,
    pub(crate) phone_numbers: Vec<PhoneNumber>,
    pub(crate) web_pages: Vec<WebPage>,
}

/// A telephone number in a contact row.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PhoneNumber {
    pub(crate) phone_type: Option<Box<str>>,
    pub(crate) number: Box<str>,
    pub(crate) comment: Option<Box<str>>,
}

/// A web page in a contact row.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct WebPage {
    pub(crate) url: Box<str>,
    pub(crate) label: Option<Box<str>>,
}
