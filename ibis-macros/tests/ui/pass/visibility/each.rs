//! The request module is as visible as the most visible method, its contents as each of them.

#![deny(warnings, private_interfaces, private_bounds)]

mod outer {
    pub mod inner {
        use super::super::stub::case::{HasConnection, Wire};
        use ibis_macros::ibis_methods;

        macro_rules! methods {
            ($($name:ident: $vis:vis,)*) => { $(
                pub struct $name;

                impl HasConnection for $name {
                    type Connection = Wire;
                    fn connection(&self) -> Wire {
                        Wire
                    }
                }

                #[ibis_methods(crate = crate::stub)]
                impl $name {
                    #[ibis(GET "/api/v1/rooms")]
                    $vis fn list(&self, limit: Option<i32>) -> String;
                }
            )* };
        }

        methods! {
            Public: pub,
            OfTheCrate: pub(crate),
            OfTheParent: pub(super),
            OfAnAncestor: pub(in super::super),
            OfAPath: pub(in crate::outer),
            OfItself: pub(self),
        }

        pub struct Private;

        impl HasConnection for Private {
            type Connection = Wire;
            fn connection(&self) -> Wire {
                Wire
            }
        }

        #[ibis_methods(crate = super::super::stub)]
        impl Private {
            #[ibis(GET "/api/v1/rooms")]
            fn list(&self, limit: Option<i32>) -> String;
        }

        pub struct Mixed;

        impl HasConnection for Mixed {
            type Connection = Wire;
            fn connection(&self) -> Wire {
                Wire
            }
        }

        #[ibis_methods(crate = crate::stub)]
        impl Mixed {
            #[ibis(GET "/api/v1/rooms")]
            fn list(&self, limit: Option<i32>) -> String;

            #[ibis(GET "/api/v1/rooms")]
            pub(super) fn near(&self, limit: Option<i32>) -> String;

            #[ibis(GET "/api/v1/rooms")]
            pub(in crate::outer) fn far(&self, limit: Option<i32>) -> String;
        }

        pub fn here() {
            let _ = OfItself.list().limit(1).send();
            let _ = Private.list().limit(1).send();
            let _ = Mixed.list().limit(1).send();
        }
    }

    pub fn near() {
        let _ = inner::OfTheParent.list().limit(1).send();
        let _ = inner::OfAPath.list().limit(1).send();
        let _ = inner::Mixed.near().limit(1).send();
        let _ = inner::Mixed.far().limit(1).send();
    }
}

fn main() {
    let _ = outer::inner::Public.list().limit(1).send();
    let _ = outer::inner::OfTheCrate.list().limit(1).send();
    let _ = outer::inner::OfAnAncestor.list().limit(1).send();
    let _: Option<outer::inner::public::List<'static, stub::case::Wire>> = None;
    outer::near();
    outer::inner::here();
}

#[path = "../../../stub/stub.rs"]
mod stub;
