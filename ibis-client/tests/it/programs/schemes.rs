//! The attribute schemes that public programs fetch.

use ibis_client::{Fetch, Person, PersonMethods, fetch};
use ibis_sandbox::Sandbox;

use super::{connect, editor};

async fn person(crsid: &str, fetch: Fetch<Person>) -> Person {
    let sandbox = Sandbox::start().await.unwrap();
    let people = PersonMethods::new(connect(&sandbox, editor()));
    people.get_person("crsid", crsid).fetch(fetch).await.unwrap().unwrap()
}

/// One test for each scheme, fetched by its documented name.
macro_rules! fetched_by_name {
    ($($test:ident: $scheme:ident of $crsid:literal is $values:expr;)*) => {$(
        #[tokio::test]
        async fn $test() {
            let person = person($crsid, fetch!(Person: $scheme)).await;
            let values: Vec<&str> = person.values_of(stringify!($scheme)).unwrap().collect();
            let expected: &[&str] = &$values;
            assert_eq!(values, expected);
        }
    )*};
}

fetched_by_name! {
    email_is_fetched: email of "bq201" is ["bq201@example.org"];
    display_name_is_fetched: displayName of "bq201" is ["Bramwell Quillfeather"];
    surname_is_fetched: surname of "bq201" is ["Quillfeather"];
    registered_name_is_fetched: registeredName of "bq201" is ["B. Quillfeather"];
    first_name_is_fetched: firstName of "bq201" is ["Bramwell"];
    college_is_fetched: jdCollege of "bq201" is ["GEMS"];
    institution_of_record_is_fetched: jdInstid of "bq201" is ["ASTRO"];
    departing_email_is_fetched: departingEmail of "ds204" is ["delphine.saltmarsh@alumni.example.org"];
    title_is_fetched: title of "ds204" is ["Director of Rests"];
    web_page_is_fetched: labeledURI of "ds204" is ["https://example.org/~ds204 Rests"];
    university_phone_is_fetched: universityPhone of "pw202" is ["60502"];
}

#[tokio::test]
async fn visible_name_and_name_are_accepted() {
    let person = person("bq201", fetch!(Person: visibleName, name)).await;
    assert_eq!(person.visible_name(), Some("Bramwell Quillfeather"));
    assert_eq!(person.values_of("name").unwrap().count(), 0);
}

#[tokio::test]
async fn mobex_phone_is_a_literal_and_not_among_phone_numbers() {
    let literal = person("spqr1", fetch!(Person: "mobexPhone")).await;
    assert_eq!(literal.values_of("mobexPhone").unwrap().collect::<Vec<_>>(), ["8123"]);
    let phones = person("spqr1", fetch!(Person: phone_numbers)).await;
    assert!(phones.values_of("mobexPhone").is_err());
    assert!(phones.values_of("universityPhone").is_ok());
}
