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
mod membership;
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
pub(crate) use self::generated::records::{ErrorRef as ERROR, IbisResult as RESULT, MAX_REFERENCE_STEPS};

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

use crate::connection::{HasConnection, IntoSharedConnection, SharedConnection};

/// Defines a group of endpoints: a struct that holds a connection.
macro_rules! method_group {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        ///
        /// Cheap to make and to clone: it shares the connection.
        #[derive(Clone, Debug)]
        pub struct $name {
            connection: SharedConnection,
        }

        impl $name {
            /// Wraps a connection: an [`IbisClientConnection`](crate::IbisClientConnection) or a reference to one, or
            /// whatever else converts into a [`SharedConnection`].
            pub fn new(connection: impl IntoSharedConnection) -> Self {
                Self { connection: connection.into() }
            }
        }

        impl HasConnection for $name {
            fn connection(&self) -> SharedConnection {
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
