//! The service's endpoints and records.
//!
//! All that is in `generated` is written by `cargo xtask codegen` from `spec/lookup.openapi.json`. What is
//! here is written by hand: the structs that the endpoints are methods of.

mod generated {
    pub(super) mod enums;
    pub(super) mod group_methods;
    pub(super) mod ibis_methods;
    pub(super) mod institution_methods;
    pub(super) mod person_methods;
    pub(super) mod records;
}

mod conveniences;
pub(crate) mod record;

pub use self::generated::enums::{
    AttributeDataType, GroupOrderBy, InstitutionOrderBy, MisAffiliation, MisStatus, PersonOrderBy, Visibility,
};
pub use self::generated::group_methods::group_methods;
pub use self::generated::ibis_methods::ibis_methods;
pub use self::generated::institution_methods::institution_methods;
pub use self::generated::person_methods::person_methods;
pub use self::generated::records::{
    AttributeRecord, AttributeRef, AttributeSchemeRecord, AttributeSchemeRef, ContactPhoneNumberRecord,
    ContactPhoneNumberRef, ContactRow, ContactRowRecord, ContactWebPageRecord, ContactWebPageRef, ErrorRef,
    Group, GroupRecord, IdentifierRef, Institution, InstitutionRecord, Person, PersonRecord,
};
pub(crate) use self::generated::records::{IbisResult as RESULT, MAX_REFERENCE_STEPS};

/// What `fetch!` checks chains with, by the keyword that begins one.
pub mod markers {
    use super::record::FetchNames;

    /// What a fetch of people may name.
    pub type Person = FetchNames<super::Person>;
    /// What a fetch of institutions may name.
    pub type Institution = FetchNames<super::Institution>;
    /// What a fetch of groups may name.
    pub type Group = FetchNames<super::Group>;
}

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
