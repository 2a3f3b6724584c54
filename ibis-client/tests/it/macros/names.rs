//! The macros in crates that use this one by its own name, by another name, and by a path.

use std::path::Path;

use super::compiler::{client, compile};

/// A crate that declares an endpoint and refers to this crate as `client`.
fn user(client: &str, options: &str, fetch: &str) -> String {
    format!(
        "use {client}::{{Fetch, HasConnection, Person, SharedConnection, fetch, ibis_methods}};

        pub struct Rooms(pub SharedConnection);

        impl HasConnection for Rooms {{
            fn connection(&self) -> SharedConnection {{
                self.0.clone()
            }}
        }}

        #[ibis_methods{options}]
        impl Rooms {{
            #[ibis(GET \"/api/v1/rooms/%(id)s\")]
            pub fn get(&self, id: &str, like: String, fetch: Option<Fetch<Person>>) -> Option<Person>;
        }}

        pub fn call(rooms: &Rooms) -> rooms::Get {{
            rooms.get(\"a\", \"b\").fetch(fetch!({fetch}Person: email))
        }}"
    )
}

fn assert_compiles(case: &str, text: &str, known_as: &str) {
    let client: &Path = &client();
    let found = compile(case, text, &[(known_as, client)]);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn client_needs_no_path_under_its_own_name() {
    assert_compiles("by_its_own_name", &user("ibis_client", "", ""), "ibis_client");
}

#[test]
fn client_can_be_renamed() {
    let user = user("renamed", "(crate = renamed)", "crate = renamed; ");
    assert_compiles("by_another_name", &user, "renamed");
}

#[test]
fn client_can_be_named_by_a_path() {
    let user = user("crate::lookup", "(crate = crate::lookup)", "crate = crate::lookup; ");
    assert_compiles("by_a_path", &format!("pub mod lookup {{ pub use renamed::*; }} {user}"), "renamed");
}
