//! Results that are lists.

use crate::{Entity, FromResult};

/// A list of entities: what a method has to return for its request to be read in pages or in batches.
///
/// It is implemented by `Vec<Person>`, `Vec<Institution>` and `Vec<Group>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of entities",
    label = "cannot be read in pages or in batches",
    note = "`#[after]`, `#[offset]` and `#[batch]` are for methods that return `Vec<Person>`, `Vec<Institution>` or \
            `Vec<Group>`"
)]
pub trait Listing: FromResult + sealed::Sealed {
    /// What it is a list of.
    type Entity: Entity;
}

#[diagnostic::do_not_recommend]
impl<E: Entity> Listing for Vec<E>
where
    Self: FromResult,
{
    type Entity = E;
}

mod sealed {
    pub trait Sealed {}

    impl<E: crate::Entity> Sealed for Vec<E> {}
}
