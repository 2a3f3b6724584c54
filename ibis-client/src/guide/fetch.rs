//! Fetching attributes and related entities, so that one call returns everything a program reads.
//!
//! # Basic fields
//!
//! | entity      | basic fields                                                              |
//! |-------------|---------------------------------------------------------------------------|
//! | person      | identifier, names, surname, affiliation, whether cancelled                |
//! | institution | instid, name, acronym, whether cancelled                                  |
//! | group       | groupid, name, title, description, email, whether cancelled               |
//!
//! Every response contains these fields. The service returns all other fields only on request.
//!
//! # The `fetch!` macro
//!
//! [`fetch!`](crate::fetch!) takes a list of attribute schemes and references to other entities. To fetch fields of a
//! referenced entity, append a dot and the name of the field; chains may be continued in the same way:
//!
//! ```
//! use ibis_client::{PersonMethods, fetch};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = ibis_sandbox::Sandbox::start().await?;
//! # let conn = ibis_client::IbisClientConnection::builder().base_url(sandbox.url()).build()?;
//! let person = PersonMethods::new(&conn)
//!     .get_person("crsid", "spqr1")
//!     .fetch(fetch!(Person: email, all_insts.managed_by_groups.all_members.email))
//!     .await?
//!     .ok_or("no such person")?;
//!
//! assert_eq!(person.values_of("email")?.next(), Some("spqr1@example.org"));
//! for institution in person.institutions()? {
//!     for group in institution.managed_by_groups()? {
//!         println!("{} is managed by {}", institution.name(), group.title());
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The example sends a single request; the length of the chains makes no difference. The keyword before the colon is
//! the type of entity that the call returns. Nothing needs to be imported: the keyword and all names belong to the
//! macro. The compiler checks each name in its position in the chain, and suggests a similar name for one that does
//! not exist.
//!
//! # Names
//!
//! | from        | to people                        | to institutions                                | to groups |
//! |-------------|----------------------------------|------------------------------------------------|-----------|
//! | person      |                                  | `all_insts`                                    | `all_groups`, `direct_groups` |
//! | institution | `all_members`, `contact_rows`    | `parent_insts`, `child_insts`                  | `inst_groups`, `members_groups`, `managed_by_groups` |
//! | group       | `all_members`, `direct_members`  | `members_of_inst`, `owning_insts`, `manages_insts` | `manages_groups`, `managed_by_groups`, `reads_groups`, `read_by_groups`, `includes_groups`, `included_by_groups` |
//!
//! - Most references are read by a method of the same name. The exceptions are `all_insts`, `all_groups`,
//!   `all_members` and `inst_groups`, which are read by `institutions()`, `groups()`, `members()` and `groups()`,
//!   respectively.
//! - Attributes of people and institutions are named by their scheme, spelt as the service spells it; the table below
//!   lists the schemes. `all_attrs` fetches all attributes, and `phone_numbers` those that are phone numbers.
//! - A scheme that this crate does not know is written in quotes: `fetch!(Person: "parkingPermit")`.
//!   [`all_attribute_schemes`](crate::PersonMethods::all_attribute_schemes) returns the schemes that the service has.
//! - `all_identifiers` fetches a person's identifiers in all schemes, not only the CRSid.
//! - `contact_rows` fetches the rows of an institution's contact page; the names that follow it apply to the people
//!   in the rows.
//! - The service follows at most ten references in a chain. `fetch!` rejects longer chains.
//!
//! | attributes of | schemes                                                                                |
//! |---------------|----------------------------------------------------------------------------------------|
//! | people        | `address`, `departingEmail`, `displayName`, `email`, `firstName`, `instPhone`, `jdCollege`, `jdInstid`, `jpegPhoto`, `labeledURI`, `landlinePhone`, `misAffiliation`, `mobilePhone`, `name`, `pager`, `registeredName`, `surname`, `title`, `universityPhone`, `visibleName` |
//! | institutions  | `address`, `email`, `faxNumber`, `instPhone`, `jpegPhoto`, `labeledURI`, `landlinePhone`, `mobilePhone`, `universityPhone` |
//!
//! `jdCollege` and `jdInstid` are a person's college and institutions in Jackdaw, the University's database of users.
//! `departingEmail` is the email address that a person gave for use after leaving the University.
//!
//! ```
//! use ibis_client::{Fetch, Group, Institution, Person, fetch};
//!
//! const PERSON: Fetch<Person> = fetch!(Person: all_insts, all_groups, direct_groups, all_attrs, phone_numbers,
//!     all_identifiers, "parkingPermit");
//! const INSTITUTION: Fetch<Institution> = fetch!(Institution: all_members, parent_insts, child_insts, inst_groups,
//!     members_groups, managed_by_groups, contact_rows.jpegPhoto);
//! const GROUP: Fetch<Group> = fetch!(Group: all_members, direct_members, members_of_inst, owning_insts, manages_insts,
//!     manages_groups, managed_by_groups, reads_groups, read_by_groups, includes_groups, included_by_groups);
//! ```
//!
//! A misspelt name does not compile:
//!
//! ```compile_fail
//! let fetch = ibis_client::fetch!(Person: all_instz.managed_by_groups);
//! ```
//!
//! # Fetches as values
//!
//! A [`Fetch`](crate::Fetch) is an ordinary value. `fetch!` returns a constant without any cost at run time, `and`
//! combines two fetches, and [`Fetch::parse`](crate::Fetch::parse) checks text that is known only at run time, such
//! as a setting:
//!
//! ```
//! use ibis_client::{Fetch, Person, fetch};
//!
//! const CARD: Fetch<Person> = fetch!(Person: email, universityPhone);
//!
//! fn card(with_photo: bool) -> Fetch<Person> {
//!     if with_photo { CARD.and(fetch!(Person: jpegPhoto)) } else { CARD }
//! }
//! assert_eq!(card(true).as_str(), "email,universityPhone,jpegPhoto");
//!
//! let setting: Fetch<Person> = "title, all_insts.email".parse()?;
//! assert_eq!(setting.as_str(), "title,all_insts.email");
//! assert!(Fetch::<Person>::parse("all_insts.all_membrs").is_err());
//! # Ok::<(), ibis_client::FetchError>(())
//! ```
//!
//! The setter `fetch` also accepts a `&str`, such as `.fetch("email,all_insts")`, which is checked when the request
//! is sent.
//!
//! # Fields that were not fetched
//!
//! Reading a field that the request did not fetch returns a [`NotFetched`](crate::NotFetched) error, which names the
//! missing fetch. An empty list means that the field was fetched and has no entries.
//!
//! ```
//! use ibis_client::PersonMethods;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = ibis_sandbox::Sandbox::start().await?;
//! # let conn = ibis_client::IbisClientConnection::builder().base_url(sandbox.url()).build()?;
//! let person = PersonMethods::new(&conn).get_person("crsid", "spqr1").await?.ok_or("no such person")?;
//! let Err(error) = person.institutions() else { unreachable!() };
//! assert_eq!(error.fetch(), "all_insts");
//! # Ok(())
//! # }
//! ```
//!
//! # Cost
//!
//! Chains multiply: `all_insts.all_members.all_groups` of one person may return a large part of the University. Fetch
//! only the fields that the program reads, and read long lists in pages (`limit`, and `offset` or the last
//! identifier). An entity that is reached by several chains is contained in the response only once.
