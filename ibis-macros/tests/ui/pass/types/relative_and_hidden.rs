//! Types by any path, also one that has the name of a request type.

#![deny(warnings)]

use ibis_macros::ibis_methods;
use stub::case::*;

mod values {
    pub mod own {
        use crate::stub::case::*;
        use ibis_macros::ibis_methods;

        pub struct Token;

        impl crate::stub::private::FromResult for Token {
            fn from_result(_: &IbisResult) -> Result<Self, Error> {
                Ok(Self)
            }
        }

        #[ibis_methods(crate = super::super::stub)]
        impl Rooms {
            #[ibis(GET "/api/v1/token")]
            pub fn token(&self, at: Option<super::Place>, to: Option<self::super::Place>) -> Option<Token>;

            #[ibis(GET "/api/v1/tokens")]
            pub fn tokens(&self, at: super::Place, all: Option<&[crate::values::Place]>) -> Vec<self::Token>;
        }
    }

    pub struct Place;

    impl From<Place> for crate::stub::private::ParamValue {
        fn from(_: Place) -> Self {
            Self("place".to_owned())
        }
    }
}

#[ibis_methods(crate = stub, module = more)]
impl Rooms {
    #[ibis(GET "/api/v1/more")]
    pub fn more(&self, limit: std::option::Option<i32>, name: Option<(String)>, deep: core::option::Option<&str>) -> String;
}

fn main() {
    let _: Result<Option<values::own::Token>, Error> = Rooms.token().at(values::Place).to(values::Place).send();
    let _: Result<Vec<values::own::Token>, Error> = Rooms.tokens(values::Place).all([values::Place]).send();
    let _: Result<String, Error> = Rooms.more().limit(1).name("a").deep("b").send();
    assert_eq!(more::MORE.result, "String");
}

#[path = "../../../stub/stub.rs"]
mod stub;
