//! Reading results: handles into a response, owned records, and missing values.
//!
//! # Handles
//!
//! A response is an immutable graph. [`Person`](crate::Person), [`Institution`](crate::Institution) and
//! [`Group`](crate::Group) are handles into the graph. Cloning a handle copies a pointer, and handles may be sent to
//! other threads. Within a response, an entity is always the same node, even if several references lead to it.
//!
//! ```
//! use ibis_client::{InstitutionMethods, fetch};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = ibis_sandbox::Sandbox::start().await?;
//! # let conn = ibis_client::IbisClientConnection::builder().base_url(sandbox.url()).build()?;
//! let institutions = InstitutionMethods::new(&conn);
//! let uis = institutions
//!     .get_inst("UIS")
//!     .fetch(fetch!(Institution: all_members.all_insts))
//!     .await?
//!     .ok_or("no such institution")?;
//!
//! for member in uis.members()? {
//!     // Following references in a cycle leads back to the same node.
//!     assert!(member.institutions()?.any(|institution| institution == uis));
//! }
//!
//! // `==` compares nodes of one response; `same_entity` compares across responses.
//! let again = institutions.get_inst("UIS").await?.ok_or("no such institution")?;
//! assert!(again != uis && again.same_entity(&uis));
//! # Ok(())
//! # }
//! ```
//!
//! A handle keeps the whole response in memory. To retain a small part of a large response, store a record or a key.
//!
//! # Reading values
//!
//! | value                            | accessor                                                                     |
//! |----------------------------------|------------------------------------------------------------------------------|
//! | always present                   | `name() -> &str`, `cancelled() -> bool`                                      |
//! | may be missing                   | `display_name() -> Option<&str>`                                             |
//! | a list that has to be fetched    | `institutions() -> Result<…, NotFetched>`, with an exact-size iterator       |
//! | attributes                       | `attributes()`, or by scheme: `attribute("email")`, `attributes_of`, `values_of` |
//!
//! An empty list was fetched and has no entries; a list that was not fetched is a [`NotFetched`](crate::NotFetched)
//! error. Methods that return a single entity or attribute, such as [`get_person`](crate::PersonMethods::get_person),
//! return `None` if it does not exist.
//!
//! ```
//! use ibis_client::{PersonMethods, fetch};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = ibis_sandbox::Sandbox::start().await?;
//! # let conn = ibis_client::IbisClientConnection::builder().base_url(sandbox.url()).build()?;
//! let people = PersonMethods::new(&conn);
//! assert!(people.get_person("crsid", "nobody9").await?.is_none());
//!
//! let request = people.get_person("crsid", "spqr1").fetch(fetch!(Person: email, jpegPhoto, all_insts));
//! let person = request.await?.ok_or("no such person")?;
//!
//! // The best name that is visible to the caller.
//! assert_eq!(person.best_name(), "Dr Senata Populia Quirina Romana");
//! assert!(person.is_staff() && !person.is_student());
//!
//! for email in person.attributes_of("email")? {
//!     println!("{} {}", email.value().unwrap_or_default(), email.comment().unwrap_or_default());
//! }
//! let photo = person.attribute("jpegPhoto")?.and_then(|photo| photo.binary_data());
//! assert!(photo.is_some_and(|bytes| bytes.starts_with(&[0xff, 0xd8])));
//! let names: Vec<String> = person.institutions()?.map(|inst| inst.name().to_owned()).collect();
//! assert!(names.len() > 1);
//! # Ok(())
//! # }
//! ```
//!
//! A name or value borrows from its handle, and an iterator yields handles by value. The closure `|inst| inst.name()`
//! therefore does not compile (E0515): it would return a reference to a handle that is dropped when the closure returns.
//! Copy the name, as above, or collect the handles first and borrow from these.
//!
//! An attribute may be in effect for a limited period. `effective_attributes` returns those that are in effect today.
//!
//! Enums are open: a value that this crate does not know becomes the variant `Other`, and `as_str` returns its text.
//!
//! # Records
//!
//! `to_record` returns an owned copy that implements `Serialize` and `Deserialize`. In a record, references are
//! identifiers, and lists that were not fetched are `None`.
//!
//! ```
//! use ibis_client::{PersonMethods, PersonRecord, fetch};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = ibis_sandbox::Sandbox::start().await?;
//! # let conn = ibis_client::IbisClientConnection::builder().base_url(sandbox.url()).build()?;
//! let request = PersonMethods::new(&conn).get_person("crsid", "spqr1").fetch(fetch!(Person: all_insts));
//! let record = request.await?.ok_or("no such person")?.to_record();
//!
//! let instids = record.institutions.as_deref().unwrap_or_default();
//! assert!(instids.iter().any(|instid| instid.as_str() == "UIS"));
//! assert_eq!(record.groups, None);
//!
//! let json = serde_json::to_string(&record)?;
//! assert_eq!(serde_json::from_str::<PersonRecord>(&json)?, record);
//! # Ok(())
//! # }
//! ```
//!
//! # Malformed values
//!
//! A malformed value, such as an invalid date, is read as missing, and [`warnings`](crate::IbisResult::warnings)
//! lists its position. With [`strict(true)`](crate::IbisClientConnectionBuilder::strict), the first malformed value
//! is an error. A document with an invalid structure is always an error, with the path of the fault.
//!
//! # Custom results
//!
//! All typed methods read an [`IbisResult`](crate::IbisResult). A program can also decode a document from another
//! source, such as a recording, and can make methods return its own types by implementing
//! [`FromResult`](crate::FromResult):
//!
//! ```
//! use ibis_client::IbisResult;
//!
//! let result = IbisResult::from_json(
//!     r#"{"result": {"people": [{"cancelled": false, "identifier": {"scheme": "crsid", "value": "abc1"}}]}}"#,
//! )?;
//! let crsids: Vec<String> = result.people().map(|person| person.identifier().to_string()).collect();
//! assert_eq!(crsids, ["abc1"]);
//! # Ok::<(), ibis_client::DecodeError>(())
//! ```
