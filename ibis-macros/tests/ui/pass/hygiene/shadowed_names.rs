//! Names of the prelude that mean something else: what the macro writes does not use them.

#![allow(dead_code, unused_macros)]

use ibis_macros::{fetch, ibis_methods};
use stub::case::{Fetch, Person, Rooms};

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
mod core {}
mod std {}

impl stub::private::FromResult for String {
    fn from_result(_: &stub::IbisResult) -> ::core::result::Result<Self, stub::Error> {
        Ok(String)
    }
}

impl ::core::convert::From<Request> for stub::private::ParamValue {
    fn from(_: Request) -> Self {
        Self(::std::string::String::new())
    }
}

#[ibis_methods(crate = crate::stub)]
impl Rooms {
    #[ibis(GET "/api/v1/rooms/%(id)s")]
    pub fn get(&self, id: &str, limit: Option<i32>, like: Option<Request>) -> String;

    #[ibis(GET "/api/v1/rooms")]
    pub fn list(&self, request: Request, fetch: Option<Fetch<Person>>) -> Option<String>;
}

fn main() {
    let _ = Rooms.get("a").limit(3).like(Request).send();
    let _ = Rooms.list(Request).fetch(fetch!(crate = crate::stub; Person: email)).send();
}

#[path = "../../../stub/stub.rs"]
mod stub;
