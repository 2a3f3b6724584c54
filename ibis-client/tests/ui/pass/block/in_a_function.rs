//! A block in a function, whose items are named only there.

use ibis_client::*;

fn main() {
    struct Rooms;

    impl HasConnection for Rooms {
        fn connection(&self) -> SharedConnection {
            unreachable!("nothing is sent")
        }
    }

    #[ibis_methods]
    impl Rooms {
        #[ibis(GET "/api/v1/rooms/%(id)s")]
        fn get(&self, id: &str, limit: Option<i32>) -> String;
    }

    let _limited: fn(rooms::Get, i32) -> rooms::Get = rooms::Get::limit;
}
