//! A declaration that another macro writes.

use ibis_macros::{fetch, ibis_methods};
use stub::case::*;

macro_rules! declare {
    ($ty:ty, $name:ident, $result:ty, $people:ty, $path:literal) => {
        #[ibis_methods(crate = crate::stub, module = requests)]
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
    ($($chains:tt)*) => { fetch!(crate = crate::stub; Person: email, $($chains)*) };
}

fn main() {
    let _ = Rooms.get("a", ["b"]).limit(3).send();
    assert_eq!(Rooms.keepers("a", ["b", "c"]).batched().request.values[1].1, "b,c");
    let fetch: Fetch<Person> = fetched!(all_insts.managed_by_groups);
    assert_eq!(fetch.text, "email,all_insts.managed_by_groups");
}

#[path = "../../../stub/stub.rs"]
mod stub;
