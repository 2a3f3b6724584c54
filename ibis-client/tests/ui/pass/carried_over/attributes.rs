#![deny(deprecated, unfulfilled_lint_expectations)]

use ibis_client::ibis_methods;
use case::*;

#[ibis_methods]
#[allow(clippy::all)]
impl Rooms {
    /// Lists the rooms.
    #[deprecated]
    #[ibis(GET "/api/v1/rooms")]
    #[must_use]
    pub fn list(&self, limit: Option<i32>) -> String;

    #[ibis(GET "/api/v1/rooms/unix")]
    #[cfg(all())]
    pub fn here(&self) -> String;

    #[cfg(any())]
    #[ibis(GET "/api/v1/rooms/never")]
    pub fn never(&self, limit: Option<NoSuchType>) -> NoSuchType;

    #[cfg(any())]
    #[ibis(GET "/api/v1/rooms/one")]
    pub fn either(&self, limit: Option<NoSuchType>) -> NoSuchType;

    #[cfg(all())]
    #[cfg_attr(all(), doc = "The other.", inline)]
    #[ibis(GET "/api/v1/rooms/other")]
    pub fn either(&self) -> String;

    #[cfg_attr(all(), cfg(any()))]
    #[ibis(GET "/api/v1/rooms/never")]
    pub fn nowhere(&self) -> NoSuchType;
}

#[ibis_methods]
#[cfg(any())]
impl NoSuchRooms {
    #[ibis(GET "/api/v1/rooms")]
    pub fn list(&self) -> NoSuchType;
}

fn main() {
    #[allow(deprecated)]
    let _ = Rooms.list().limit(1);
    let _ = Rooms.here();
    let names: Vec<&str> = rooms::ENDPOINTS.iter().map(|endpoint| endpoint.name).collect();
    assert_eq!(names, ["list", "here", "either"]);
    assert_eq!(rooms::ENDPOINTS[2].path, "/api/v1/rooms/other");
}

#[path = "../../case.rs"]
mod case;
