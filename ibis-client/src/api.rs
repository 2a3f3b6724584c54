//! The service's endpoints and records.
//!
//! `cargo xtask codegen` generates everything in `generated` from `spec/lookup.openapi.json`. Everything else is written
//! by hand.

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

/// The types by which `fetch!` checks a chain, named after its first word.
pub mod markers {
    use super::record::FetchNames;

    /// The names that a fetch of people can start with.
    pub type Person = FetchNames<super::Person>;
    /// The names that a fetch of institutions can start with.
    pub type Institution = FetchNames<super::Institution>;
    /// The names that a fetch of groups can start with.
    pub type Group = FetchNames<super::Group>;
}

use crate::connection::{HasConnection, IntoSharedConnection, SharedConnection};

/// Defines structs that hold a connection and whose methods are endpoints.
macro_rules! method_groups {
    ($($(#[$meta:meta])* $name:ident;)*) => {$(
        $(#[$meta])*
        ///
        /// Cheap to create and to clone: all clones share the connection.
        #[derive(Clone, Debug)]
        pub struct $name {
            connection: SharedConnection,
        }

        impl $name {
            /// Wraps a connection, such as `&IbisClientConnection`: anything that converts into a [`SharedConnection`].
            pub fn new(connection: impl IntoSharedConnection) -> Self {
                Self { connection: connection.into() }
            }
        }

        impl HasConnection for $name {
            fn connection(&self) -> SharedConnection {
                self.connection.clone()
            }
        }
    )*};
}

method_groups! {
    /// Methods that read the version and the latest transaction of the service.
    IbisMethods;
    /// Methods that read and edit people.
    PersonMethods;
    /// Methods that read and edit institutions.
    InstitutionMethods;
    /// Methods that read and edit groups.
    GroupMethods;
}
