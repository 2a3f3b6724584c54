//! Shadowed names of the prelude, which the expansion must not use.

#![allow(dead_code, unused_macros)]

use case::{Fetch, Person, Rooms};
use ibis_client::{fetch, ibis_methods};

pub struct Result<T>(T);
pub struct String;
pub struct Vec;
pub struct Box;
pub struct Duration;
pub struct Endpoint;
pub struct Request;
pub struct Param;
pub struct Error;
trait IntoFuture {}
trait Into {}
trait From {}
macro_rules! unreachable { () => { compile_error!("not this one") } }
macro_rules! request { () => { compile_error!("not this one") } }
mod core {}
mod std {}

impl ibis_client::FromResult for String {
    fn from_result(_: &case::IbisResult) -> ::core::result::Result<Self, case::Error> {
        Ok(String)
    }
}

impl ::core::convert::From<Request> for ibis_client::ParamValue {
    fn from(_: Request) -> Self {
        "request".into()
    }
}

#[ibis_methods]
impl Rooms {
    #[ibis(GET "/api/v1/rooms/%(id)s")]
    pub fn get(&self, id: &str, limit: Option<i32>, like: Option<Request>) -> String;

    #[ibis(GET "/api/v1/rooms")]
    pub fn list(&self, request: Request, fetch: Option<Fetch<Person>>) -> Option<i32>;

    /// The request has the name of the result.
    #[ibis(GET "/api/v1/rooms/text")]
    pub fn string(&self, string: Option<&str>) -> String;
}

fn main() {
    let _ = Rooms.get("a").limit(3).like(Request).into_future();
    let _ = Rooms.list(Request).fetch(fetch!(Person: email)).into_future();
    let _ = Rooms.string().string("a").into_future();
}

#[path = "../../case.rs"]
mod case;
