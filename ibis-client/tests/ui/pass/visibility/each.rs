//! The request module is as visible as the most visible method, and each request type as its method.

#![deny(warnings, private_interfaces, private_bounds)]

mod outer {
    pub mod inner {
        use ibis_client::{HasConnection, SharedConnection, ibis_methods};

        use crate::case::Double;

        macro_rules! methods {
            ($($name:ident: $vis:vis,)*) => { $(
                pub struct $name;

                impl HasConnection for $name {
                                    fn connection(&self) -> SharedConnection {
                        Double.into()
                    }
                }

                #[ibis_methods]
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
                    fn connection(&self) -> SharedConnection {
                Double.into()
            }
        }

        #[ibis_methods]
        impl Private {
            #[ibis(GET "/api/v1/rooms")]
            fn list(&self, limit: Option<i32>) -> String;
        }

        pub struct Mixed;

        impl HasConnection for Mixed {
                    fn connection(&self) -> SharedConnection {
                Double.into()
            }
        }

        #[ibis_methods]
        impl Mixed {
            #[ibis(GET "/api/v1/rooms")]
            fn list(&self, limit: Option<i32>) -> String;

            #[ibis(GET "/api/v1/rooms")]
            pub(super) fn near(&self, limit: Option<i32>) -> String;

            #[ibis(GET "/api/v1/rooms")]
            pub(in crate::outer) fn far(&self, limit: Option<i32>) -> String;
        }

        pub fn here() {
            let _ = OfItself.list().limit(1).into_future();
            let _ = Private.list().limit(1).into_future();
            let _ = Mixed.list().limit(1).into_future();
        }
    }

    pub fn near() {
        let _ = inner::OfTheParent.list().limit(1).into_future();
        let _ = inner::OfAPath.list().limit(1).into_future();
        let _ = inner::Mixed.near().limit(1).into_future();
        let _ = inner::Mixed.far().limit(1).into_future();
    }
}

fn main() {
    let _ = outer::inner::Public.list().limit(1).into_future();
    let _ = outer::inner::OfTheCrate.list().limit(1).into_future();
    let _ = outer::inner::OfAnAncestor.list().limit(1).into_future();
    let _: Option<outer::inner::public::List> = None;
    outer::near();
    outer::inner::here();
}

#[path = "../../case.rs"]
mod case;
