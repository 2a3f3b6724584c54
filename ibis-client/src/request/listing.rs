//! Results that are lists of entities.

use crate::{Entity, FromResult};

/// A list of entities, which a request can read in pages or make in batches.
///
/// It is the return type of a method with an `#[after]`, `#[offset]` or `#[batch]` parameter.
///
/// The trait is implemented for `Vec<Person>`, `Vec<Institution>` and `Vec<Group>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of entities",
    label = "cannot be read in pages or in batches",
    note = "`#[after]`, `#[offset]` and `#[batch]` need a method that returns `Vec<Person>`, `Vec<Institution>` or \
            `Vec<Group>`"
)]
pub trait Listing: FromResult + sealed::Sealed {
    /// The type of the entities.
    type Entity: Entity;
}

#[diagnostic::do_not_recommend]
impl<E: Entity> Listing for Vec<E> {
    type Entity = E;
}

mod sealed {
    pub trait Sealed {}

    impl<E: crate::Entity> Sealed for Vec<E> {}
}
