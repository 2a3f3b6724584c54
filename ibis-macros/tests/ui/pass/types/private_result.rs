//! A result that is more private than its method is what it is elsewhere: a lint, where there are others to see.

#![deny(private_interfaces)]

use ibis_macros::ibis_methods;
use stub::case::*;

struct Room;

impl stub::private::FromResult for Room {
    fn from_result(_: &IbisResult) -> Result<Self, Error> {
        Ok(Self)
    }
}

struct Name(&'static str);

impl From<Name> for stub::private::ParamValue {
    fn from(name: Name) -> Self {
        name.0.into()
    }
}

#[ibis_methods(crate = crate::stub)]
impl Rooms {
    #![allow(private_interfaces)]

    #[ibis(GET "/api/v1/rooms")]
    pub fn list(&self, name: Name, other: Option<Name>) -> Vec<Room>;
}

fn main() {
    let rooms: Result<Vec<Room>, Error> = Rooms.list(Name("a")).other(Name("b")).send();
    assert!(rooms.is_ok_and(|rooms| rooms.is_empty()));
}

#[path = "../../../stub/stub.rs"]
mod stub;
