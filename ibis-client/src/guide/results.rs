//! Results: handles into one answer, records that are your own, and what absence means.
//!
//! # One answer, one graph
//!
//! An answer of the service is one immutable graph. [`Person`](crate::Person), [`Institution`](crate::Institution) and
//! [`Group`](crate::Group) are handles into it: cloning one copies a pointer, they can be sent to other threads, and the same
//! entity is the same node, whichever way leads to it.
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
//!     .ok_or("there is no UIS")?;
//!
//! for member in uis.members()? {
//!     // Round in a circle, and back at the very same node.
//!     assert!(member.institutions()?.any(|institution| institution == uis));
//! }
//!
//! // `==` is about nodes of one answer; across answers it is the same entity, or not.
//! let again = institutions.get_inst("UIS").await?.ok_or("there is no UIS")?;
//! assert!(again != uis && again.same_entity(&uis));
//! # Ok(())
//! # }
//! ```
//!
//! A handle keeps its whole answer in memory. Keep a record, or a key, of what should outlive a large answer.
//!
//! # Reading
//!
//! | what                         | how it reads                                                                 |
//! |------------------------------|------------------------------------------------------------------------------|
//! | what the service always sends | `name() -> &str`, `cancelled() -> bool`                                     |
//! | what there may not be        | `display_name() -> Option<&str>`                                             |
//! | a list that has to be fetched | `institutions() -> Result<…, NotFetched>`: an iterator that knows its length |
//! | attributes                   | `attributes()`, and by scheme: `attribute("email")`, `attributes_of`, `values_of` |
//!
//! An empty list was fetched and has nothing in it; [`NotFetched`](crate::NotFetched) was not fetched.
//! A method that returns one entity or one attribute, such as [`get_person`](crate::PersonMethods::get_person), has `None`
//! for what does not exist.
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
//! let request = people.get_person("crsid", "spqr1").fetch(fetch!(Person: email, jpegPhoto, all_groups));
//! let person = request.await?.ok_or("nobody")?;
//!
//! // The best of the names that the person lets be seen.
//! assert_eq!(person.best_name(), "Dr Senata Populia Quirina Romana");
//! assert!(person.is_staff() && !person.is_student());
//!
//! for email in person.attributes_of("email")? {
//!     println!("{} {}", email.value().unwrap_or_default(), email.comment().unwrap_or_default());
//! }
//! let photo = person.attribute("jpegPhoto")?.and_then(|photo| photo.binary_data());
//! assert!(photo.is_some_and(|bytes| bytes.starts_with(&[0xff, 0xd8])));
//! assert!(person.groups()?.len() > 1);
//! # Ok(())
//! # }
//! ```
//!
//! Attributes may have a period in which they are in effect; `effective_attributes` are those of today.
//!
//! Enums of the service stay open: a word that this crate does not know is `Other`, and `as_str` says which.
//!
//! # Records
//!
//! `to_record` makes an owned copy that serde can write and read. In it, references are identifiers, and a list that was not
//! fetched is `None`.
//!
//! ```
//! use ibis_client::{PersonMethods, PersonRecord, fetch};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = ibis_sandbox::Sandbox::start().await?;
//! # let conn = ibis_client::IbisClientConnection::builder().base_url(sandbox.url()).build()?;
//! let request = PersonMethods::new(&conn).get_person("crsid", "spqr1").fetch(fetch!(Person: all_insts));
//! let record = request.await?.ok_or("nobody")?.to_record();
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
//! # What is odd, and what is wrong
//!
//! A value that is not what it should be (a date that is none, say) is absent, and
//! [`warnings`](crate::IbisResult::warnings) of the result says where it was; a connection that is built with
//! [`strict(true)`](crate::IbisClientConnectionBuilder::strict) makes an error of it. A document that is wrong in its
//! structure is an error with a path to the place.
//!
//! # Results of your own
//!
//! [`IbisResult`](crate::IbisResult) is what every typed method reads. It can be had of a document from elsewhere, such as a
//! recording, and a type of your own can be read from it by implementing [`FromResult`](crate::FromResult):
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
