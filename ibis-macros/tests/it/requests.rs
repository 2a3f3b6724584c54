//! What the methods of a realistic declaration do, and what `ENDPOINTS` says of them.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use ibis_macros::ibis_methods;

use crate::stub::case::*;
use crate::stub::private::{Batched, FromResult, Method, Param, ParamValue};

/// The methods of people.
pub(crate) struct PersonMethods<C>(C);

impl<C: Connection + Clone> HasConnection for PersonMethods<C> {
    type Connection = C;
    fn connection(&self) -> C {
        self.0.clone()
    }
}

/// Types of text that stand for the client's.
macro_rules! texts {
    ($($name:ident),*) => { $(
        #[derive(Debug, PartialEq)]
        pub(crate) struct $name(String);

        impl TryFrom<&str> for $name {
            type Error = &'static str;
            fn try_from(text: &str) -> Result<Self, Self::Error> {
                if text.is_empty() { Err("empty") } else { Ok(Self(text.to_owned())) }
            }
        }

        impl From<$name> for ParamValue {
            fn from(value: $name) -> Self {
                Self(value.0)
            }
        }

        impl FromResult for $name {
            fn from_result(_: &IbisResult) -> Result<Self, Error> {
                Ok(Self("saved".to_owned()))
            }
        }
    )* };
}

texts!(Attribute, AttributeId, AttributeScheme, GroupId, Identifier, MisStatus, PersonOrderBy, TransactionId);

include!("../declarations/person_methods.rs");

fn people() -> PersonMethods<Wire> {
    PersonMethods(Wire)
}

/// Drives a future that is never pending.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the stand-in's connection is never pending"),
    }
}

fn spawned<T: Send + 'static>(value: T) -> T {
    value
}

#[test]
fn required_parameters_are_positional_and_optional_ones_are_set_by_their_place() {
    let request = people().search("smith").limit(20).attributes(["email", "title"]).order_by("identifier");
    let expected = [(0, "smith"), (6, "20"), (4, "email,title"), (7, "identifier")];
    assert_eq!(request.0.values, expected.map(|(index, value)| (index, value.to_owned())));
}

#[test]
fn request_is_awaited_directly() {
    let person = ready(async { people().get_person("crsid", "spqr1").timeout(Duration::from_secs(1)).await });
    assert!(person.is_ok_and(|person| person.is_none()));
}

#[test]
fn request_is_sent_over_a_blocking_connection() {
    assert!(people().is_member_of_group("crsid", "spqr1", "101888").send().is_ok());
}

#[test]
fn request_can_be_spawned_when_its_connection_can() {
    let request = spawned(people().add_attribute("crsid", "spqr1", "scheme:email").position(1));
    let saved = ready(spawned(request.into_future()));
    assert_eq!(saved.ok(), Some(Attribute("saved".to_owned())));
}

#[test]
fn request_may_borrow_its_connection_and_outlive_the_methods() {
    let wire = Wire;
    let request: person_methods::GetPerson<'_, &Wire> = PersonMethods(&wire).get_person("crsid", "spqr1");
    assert!(ready(request.into_future()).is_ok());
}

#[test]
fn request_is_shown_as_the_runtime_shows_it() {
    let shown = format!("{:?}", people().search("smith").limit(3));
    assert_eq!(shown, "Get /api/v1/person/search");
}

#[test]
fn lists_are_taken_of_anything_that_converts() {
    let request = people().modified_people("1", "2", ["a", "b"].iter().copied());
    assert_eq!(request.0.values[2], (2, "a,b".to_owned()));
}

#[test]
fn endpoints_are_described_in_the_order_of_their_declaration() {
    let names: Vec<&str> = person_methods::ENDPOINTS.iter().map(|endpoint| endpoint.name).collect();
    let declared = [
        "get_person",
        "search",
        "all_people",
        "list_people",
        "modified_people",
        "add_attribute",
        "update_attribute",
        "delete_attribute",
        "is_member_of_group",
        "all_attribute_schemes",
    ];
    assert_eq!(names, declared);
}

#[test]
fn description_has_method_path_parameters_and_result() {
    let endpoint = &person_methods::ADD_ATTRIBUTE;
    assert_eq!(endpoint.method, Method::Post);
    assert_eq!(endpoint.path, "/api/v1/person/%(scheme)s/%(identifier)s/add-attribute");
    assert_eq!(endpoint.result, "Attribute");
    let expected = [
        Param::path("scheme", "&str"),
        Param::path("identifier", "&str"),
        Param::form("attr", "Attribute"),
        Param::form("position", "i32").optional(),
        Param::form("allowDuplicates", "bool").optional(),
        Param::form("commitComment", "&str").optional(),
    ];
    assert_eq!(endpoint.params, expected);
}

#[test]
fn pages_and_batched_have_the_request_with_all_that_was_set() {
    let pages = people().search("smith").limit(3).pages();
    assert_eq!(pages.request.values, [(0, "smith".to_owned()), (6, "3".to_owned())]);
    let pages = people().all_people().last("spqr1").pages();
    assert_eq!(pages.request.values, [(1, "spqr1".to_owned())]);
    let batched: Batched<'_, Wire, Vec<Person>> = people().list_people(["a", "b"]).batched();
    assert_eq!(batched.request.values, [(0, "a,b".to_owned())]);
}

#[test]
fn description_has_the_roles_of_parameters() {
    assert_eq!(person_methods::SEARCH.params[5], Param::query("offset", "i32").optional().offset());
    assert_eq!(person_methods::ALL_PEOPLE.params[1], Param::query("identifier", "&str").optional().after());
    assert_eq!(person_methods::LIST_PEOPLE.params, [Param::query("crsids", "&[Identifier]").batch()]);
}

#[test]
fn parameters_of_a_delete_go_into_the_query() {
    let params = person_methods::DELETE_ATTRIBUTE.params;
    assert_eq!(params[3], Param::query("commitComment", "&str").optional());
}
