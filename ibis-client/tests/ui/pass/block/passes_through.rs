//! Items that are not endpoints are left unchanged.

use ibis_client::ibis_methods;
use case::*;

macro_rules! constant {
    () => {
        const FLOORS: i32 = 3;
    };
}

#[ibis_methods]
impl Rooms {
    pub const BEDS: i32 = 2;

    constant!();

    #[ibis(GET "/api/v1/rooms")]
    pub fn list(&self, limit: Option<i32>) -> String;

    pub fn first<T: Default>(&self) -> (T, i32)
    where
        T: Copy,
    {
        let _ = self.list().limit(1);
        (T::default(), Self::BEDS * Self::FLOORS)
    }
}

fn main() {
    assert_eq!(Rooms.first::<u8>(), (0, 6));
}

#[path = "../../case.rs"]
mod case;
