//! A declaration that another macro writes.

use case::*;
use ibis_client::{fetch, ibis_methods};

macro_rules! declare {
    ($ty:ty, $name:ident, $result:ty, $people:ty, $path:literal) => {
        #[ibis_methods(module = requests)]
        impl $ty {
            #[ibis(GET $path)]
            pub fn $name(&self, id: &str, limit: Option<i32>, many: &[String]) -> $result;

            #[ibis(GET $path)]
            pub fn keepers(&self, id: &str, #[batch] many: &[String]) -> $people;
        }
    };
}

declare!(Rooms, get, Option<String>, Vec<Person>, "/api/v1/rooms/%(id)s");

macro_rules! fetched {
    ($($chains:tt)*) => { fetch!(Person: email, $($chains)*) };
}

fn main() {
    let _ = Rooms.get("a", ["b"]).limit(3).into_future();
    let _ = Rooms.keepers("a", ["b", "c"]).batched().into_future();
    let _: Fetch<Person> = fetched!(all_insts.managed_by_groups);
    assert_eq!(requests::Get::ENDPOINT.params[1].name, "limit");
}

#[path = "../../case.rs"]
mod case;
