//! Types by any path, one with the name of a request type, and a block in the body of a function.

#![deny(warnings)]

use case::*;
use ibis_client::ibis_methods;

mod values {
    pub mod own {
        use ibis_client::ibis_methods;

        use crate::case::*;

        pub struct Token;

        impl ibis_client::FromResult for Token {
            fn from_result(_: &IbisResult) -> Result<Self, Error> {
                Ok(Self)
            }
        }

        #[ibis_methods]
        impl Rooms {
            #[ibis(GET "/api/v1/token")]
            pub fn token(&self, at: Option<super::Place>, to: Option<self::super::Place>) -> Token;

            #[ibis(GET "/api/v1/tokens")]
            pub fn tokens(&self, at: super::Place, all: Option<&[crate::values::Place]>) -> self::Token;
        }
    }

    #[derive(Clone)]
    pub struct Place;

    impl From<Place> for ibis_client::ParamValue {
        fn from(_: Place) -> Self {
            "place".into()
        }
    }
}

#[ibis_methods(module = more)]
impl Rooms {
    #[ibis(GET "/api/v1/more")]
    pub fn more(&self, limit: std::option::Option<i32>, name: Option<(String)>, deep: core::option::Option<&str>) -> String;
}

fn in_a_body() {
    struct Cellar;

    impl HasConnection for Cellar {
        fn connection(&self) -> SharedConnection {
            Double.into()
        }
    }

    struct Bottles;

    impl ibis_client::FromResult for Bottles {
        fn from_result(_: &IbisResult) -> Result<Self, Error> {
            Ok(Self)
        }
    }

    #[ibis_methods]
    impl Cellar {
        #[ibis(GET "/api/v1/bottles")]
        fn bottles(&self, limit: Option<i32>) -> Bottles;
    }

    let _ = Cellar.bottles().limit(1).into_future();
}

type People = Vec<Person>;

#[ibis_methods(module = aliases)]
impl Rooms {
    #[ibis(GET "/api/v1/people")]
    pub fn people(&self, #[offset] skip: Option<i32>) -> People;
}

fn main() {
    let _ = Rooms.token().at(values::Place).to(values::Place).into_future();
    let _ = Rooms.tokens(values::Place).all([values::Place]).into_future();
    let _ = Rooms.more().limit(1).name("a").deep("b").into_future();
    assert_eq!(more::More::ENDPOINT.result, "String");
    let _: Pages<Person> = Rooms.people().pages();
    in_a_body();
}

#[path = "../../case.rs"]
mod case;
