//! The expansion causes no warning under strict lints.

#![deny(warnings, missing_docs, unreachable_pub, future_incompatible, nonstandard_style, unused)]
#![deny(rust_2018_idioms, elided_lifetimes_in_paths, missing_debug_implementations)]
#![forbid(unsafe_code)]

use case::Rooms;
use ibis_client::{fetch, ibis_methods};

mod private_types {
    use ibis_client::{HasConnection, SharedConnection, ibis_methods};

    use super::case::Double;

    pub(super) struct Beds;

    impl HasConnection for Beds {
        fn connection(&self) -> SharedConnection {
            Double.into()
        }
    }

    #[ibis_methods]
    impl Beds {
        #[ibis(GET "/api/v1/beds")]
        pub(super) fn count(&self) -> i32;
    }
}

#[ibis_methods]
impl Rooms {
    /// Gets a room.
    #[ibis(GET "/api/v1/rooms/%(id)s")]
    pub fn get(&self, id: &str, limit: Option<i32>) -> String;

    /// Lists the keepers of all rooms.
    #[ibis(GET "/api/v1/rooms/keepers")]
    pub fn keepers(&self, #[offset] skip: Option<i32>) -> Vec<case::Person>;

    /// Lists the keepers of some rooms.
    #[ibis(GET "/api/v1/rooms/keepers-of")]
    pub fn keepers_of(&self, #[batch] rooms: &[String]) -> Vec<case::Person>;
}

fn main() {
    let _ = Rooms.get("a");
    let _ = Rooms.keepers().skip(3).pages();
    let _ = Rooms.keepers_of(["a"]).batched();
    let _ = private_types::Beds.count();
    let _: case::Fetch<case::Person> = fetch!(Person: email, "otherScheme");
}

#[path = "../../case.rs"]
mod case;
