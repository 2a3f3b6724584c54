//! The macros in another crate than the client, with the client by its own name and by another.

use crate::compiler::{compile, library};

/// A crate that declares an endpoint of its own; `client` is how it knows the client.
fn user(client: &str, options: &str, fetch: &str) -> String {
    format!(
        "use {client}::{{Fetch, HasConnection, Person, fetch, ibis_methods}};

        pub struct Rooms(pub {client}::case::Wire);

        impl HasConnection for Rooms {{
            type Connection = {client}::case::Wire;
            fn connection(&self) -> Self::Connection {{
                self.0
            }}
        }}

        #[ibis_methods{options}]
        impl Rooms {{
            #[ibis(GET \"/api/v1/rooms/%(id)s\")]
            pub fn get(&self, id: &str, like: String, fetch: Option<Fetch<Person>>) -> Option<Person>;
        }}

        pub fn call(rooms: &Rooms) -> rooms::Get<'static, {client}::case::Wire> {{
            rooms.get(\"a\", \"b\").fetch(fetch!({fetch}Person: email))
        }}"
    )
}

#[test]
fn client_is_known_by_its_own_name() {
    let client = library("ibis_client");
    let found = compile("by_its_own_name", &user("ibis_client", "", ""), &[("ibis_client", &client)]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn client_is_known_by_another_name() {
    let client = library("ibis_client");
    let user = user("renamed", "(crate = renamed)", "crate = renamed; ");
    let found = compile("by_another_name", &user, &[("renamed", &client)]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn client_is_known_by_a_path() {
    let client = library("ibis_client");
    let user = user("crate::lookup", "(crate = crate::lookup)", "crate = crate::lookup; ");
    let user = format!("pub mod lookup {{ pub use renamed::*; }} {user}");
    let found = compile("by_a_path", &user, &[("renamed", &client)]);
    assert!(found.is_empty(), "{found:#?}");
}
