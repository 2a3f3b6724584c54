//! Nothing of the expansion warns, whatever the crate is strict about.

#![deny(warnings, missing_docs, unreachable_pub, future_incompatible, nonstandard_style, unused)]
#![deny(rust_2018_idioms, elided_lifetimes_in_paths, missing_debug_implementations)]
#![forbid(unsafe_code)]

use ibis_macros::{fetch, ibis_methods};
use stub::case::Rooms;

mod private_types {
    use super::ibis_methods;
    use super::stub::case::{HasConnection, Wire};

    pub(super) struct Beds;

    impl HasConnection for Beds {
        type Connection = Wire;
        fn connection(&self) -> Wire {
            Wire
        }
    }

    #[ibis_methods(crate = crate::stub)]
    impl Beds {
        #[ibis(GET "/api/v1/beds")]
        pub(super) fn count(&self) -> i32;
    }
}

#[ibis_methods(crate = crate::stub)]
impl Rooms {
    /// Gets a room.
    #[ibis(GET "/api/v1/rooms/%(id)s")]
    pub fn get(&self, id: &str, limit: Option<i32>) -> String;

    /// Lists the keepers of all rooms.
    #[ibis(GET "/api/v1/rooms/keepers")]
    pub fn keepers(&self, #[offset] skip: Option<i32>) -> Vec<stub::Person>;

    /// Lists the keepers of some rooms.
    #[ibis(GET "/api/v1/rooms/keepers-of")]
    pub fn keepers_of(&self, #[batch] rooms: &[String]) -> Vec<stub::Person>;
}

fn main() {
    let _ = Rooms.get("a");
    let _ = Rooms.keepers().skip(3).pages();
    let _ = Rooms.keepers_of(["a"]).batched();
    let _ = private_types::Beds.count();
    let _: stub::Fetch<stub::Person> = fetch!(crate = crate::stub; Person: email, "otherScheme");
}

#[path = "../../../stub/stub.rs"]
mod stub;
