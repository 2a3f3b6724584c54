//! Results that are lists.

use crate::{Entity, FromResult};

/// A list of entities: what a request has to give to be read in pages or in batches.
///
/// It is implemented by `Vec<Person>`, `Vec<Institution>` and `Vec<Group>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of entities",
    label = "cannot be read in pages or in batches",
    note = "`#[after]`, `#[offset]` and `#[batch]` are for methods that return `Vec<Person>`, `Vec<Institution>` or \
            `Vec<Group>`"
)]
pub trait Listing: FromResult + IntoIterator<Item: Entity, IntoIter: Send> + sealed::Sealed {
    #[doc(hidden)]
    fn items(&self) -> &[Self::Item];
}

impl<E: Entity> Listing for Vec<E>
where
    Self: FromResult,
{
    fn items(&self) -> &[E] {
        self
    }
}

mod sealed {
    pub trait Sealed {}

    impl<E: crate::Entity> Sealed for Vec<E> {}
}
