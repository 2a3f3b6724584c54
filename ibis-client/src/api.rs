//! The service's endpoints and records.
//!
//! All that is in `generated` is written by `cargo xtask codegen` from `spec/lookup.openapi.json`. What is
//! here is written by hand: the structs that the endpoints are methods of.

mod generated {
    pub(super) mod enums;
    pub mod fetch;
    pub(super) mod group;
    pub(super) mod group_methods;
    pub(super) mod ibis_methods;
    pub(super) mod institution;
    pub(super) mod institution_methods;
    pub(super) mod parts;
    pub(super) mod person;
    pub(super) mod person_methods;
    pub(super) mod records;
    pub(super) mod result;
}

mod conveniences;

pub use self::generated::enums::{
    AttributeDataType, GroupOrderBy, InstitutionOrderBy, MisAffiliation, MisStatus, PersonOrderBy, Visibility,
};
pub use self::generated::fetch as markers;
pub use self::generated::group::Group;
pub use self::generated::group_methods::group_methods;
pub use self::generated::ibis_methods::ibis_methods;
pub use self::generated::institution::Institution;
pub use self::generated::institution_methods::institution_methods;
pub use self::generated::parts::{
    AttributeRef, AttributeSchemeRef, ContactPhoneNumberRef, ContactRow, ContactWebPageRef, ErrorRef,
};
pub(crate) use self::generated::parts::{IDENTIFIER, identifier_field};
pub use self::generated::person::Person;
pub use self::generated::person_methods::person_methods;
pub use self::generated::records::{
    Attribute, AttributeScheme, ContactPhoneNumber, ContactRowRecord, ContactWebPage, GroupRecord,
    InstitutionRecord, PersonRecord,
};
pub(crate) use self::generated::result::RESULT;
use crate::connection::{Connection, HasConnection};

/// Defines a group of endpoints: a struct that holds a connection.
macro_rules! method_group {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name<C> {
            connection: C,
        }

        impl<C: Connection> $name<C> {
            /// The methods over a connection: a reference to one, an `Arc` or `Box` of one, or one itself.
            pub const fn new(connection: C) -> Self {
                Self { connection }
            }
        }

        impl<C: Connection + Clone> HasConnection for $name<C> {
            type Connection = C;

            fn connection(&self) -> C {
                self.connection.clone()
            }
        }
    };
}

method_group! {
    /// Methods of the service as a whole.
    IbisMethods
}

method_group! {
    /// Methods that read and edit people.
    PersonMethods
}

method_group! {
    /// Methods that read and edit institutions.
    InstitutionMethods
}

method_group! {
    /// Methods that read and edit groups.
    GroupMethods
}
