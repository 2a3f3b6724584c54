//! What to fetch: how one call brings a person, their institutions and whoever manages those.
//!
//! # What comes by itself
//!
//! | of a      | the basic fields                                                            |
//! |-----------|-----------------------------------------------------------------------------|
//! | person    | identifier, the names, surname, affiliation, whether cancelled              |
//! | institution | instid, name, acronym, whether cancelled                                  |
//! | group     | groupid, name, title, description, email, whether cancelled                 |
//!
//! All else costs the service something to find, and comes to those who ask for it.
//!
//! # Asking
//!
//! [`fetch!`](crate::fetch!) lists attributes by their scheme, and references to other entities. A reference may be
//! followed by a dot and what to fetch of the entities that it leads to, and so on:
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
//!     .ok_or("there is no such person")?;
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
//! That is one request, however long the chains. The first word says what the call returns; it and the names are words of
//! the macro, so that there is nothing to import. The compiler checks each name at its place in the chain, and suggests the
//! nearest where there is no such thing.
//!
//! # The names
//!
//! | from        | to people                        | to institutions                                | to groups |
//! |-------------|----------------------------------|------------------------------------------------|-----------|
//! | person      |                                  | `all_insts`                                    | `all_groups`, `direct_groups` |
//! | institution | `all_members`, `contact_rows`    | `parent_insts`, `child_insts`                  | `inst_groups`, `members_groups`, `managed_by_groups` |
//! | group       | `all_members`, `direct_members`  | `members_of_inst`, `owning_insts`, `manages_insts` | `manages_groups`, `managed_by_groups`, `reads_groups`, `read_by_groups`, `includes_groups`, `included_by_groups` |
//!
//! - What `all_insts`, `all_groups`, `all_members` and `inst_groups` bring is read by `institutions()`, `groups()`,
//!   `members()` and `groups()`; what the others bring, by a method of their own name.
//! - People and institutions have attributes, each by the name of its scheme as the service spells it: `email`,
//!   `jpegPhoto`, `universityPhone`, …. `all_attrs` stands for all of them, `phone_numbers` for those that are telephone
//!   numbers. [`all_attribute_schemes`](crate::PersonMethods::all_attribute_schemes) returns the schemes that there are.
//! - A scheme that this crate does not know is written in quotes: `fetch!(Person: "parkingPermit")`.
//! - `all_identifiers` brings identifiers of a person beside the CRSid.
//! - `contact_rows` are entries of an institution's contact page; what follows the dot is fetched of the people in them.
//! - The service follows ten references in a chain and refuses an eleventh. So does the macro.
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
//! A [`Fetch`](crate::Fetch) is a value like any other. `fetch!` makes a constant that costs nothing at run time, `and`
//! joins two, and [`Fetch::parse`](crate::Fetch::parse) checks what is known only at run time, such as a setting:
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
//! A request takes a `&str` too, and checks it when it is sent: `.fetch("email,all_insts")`.
//!
//! # What was not fetched
//!
//! Reading what the request did not ask for is an error, [`NotFetched`](crate::NotFetched), which says what to add. An
//! empty list means that there are none.
//!
//! ```
//! use ibis_client::PersonMethods;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = ibis_sandbox::Sandbox::start().await?;
//! # let conn = ibis_client::IbisClientConnection::builder().base_url(sandbox.url()).build()?;
//! let person = PersonMethods::new(&conn).get_person("crsid", "spqr1").await?.ok_or("nobody")?;
//! let Err(error) = person.institutions() else { unreachable!() };
//! assert_eq!(error.fetch(), "all_insts");
//! # Ok(())
//! # }
//! ```
//!
//! # What it costs
//!
//! A chain multiplies: `all_insts.all_members.all_groups` of one person may bring a good part of the University. Fetch what
//! is read, and where a list is long, ask for a page of it (`limit`, and `offset` or the last identifier). An entity that
//! several ways lead to is in the answer once.
