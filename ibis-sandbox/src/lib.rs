//! A server that stands in for Lookup, the directory of the University of Cambridge, so that programs can be
//! written and tested without the University's network and without its data.
//!
//! It serves every endpoint of the web service, as XML or JSON, flattened or hierarchical, and the API Gateway's front
//! door. All its people are fictional. Edits are kept in memory and are gone when the sandbox stops.
//!
//! # In a test
//!
//! ```
//! use ibis_sandbox::{Fault, Sandbox};
//!
//! # // A tiny application under test, which looks up a name.
//! # fn display_name(lookup: &str, crsid: &str) -> std::io::Result<Option<String>> {
//! #     use std::io::{Read, Write};
//! #     let host = lookup.trim_start_matches("http://").trim_end_matches('/');
//! #     for _ in 0..3 {
//! #         let mut stream = std::net::TcpStream::connect(host)?;
//! #         let path = format!("/api/v1/person/crsid/{crsid}?format=xml");
//! #         write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
//! #         let mut response = String::new();
//! #         stream.read_to_string(&mut response)?;
//! #         if response.starts_with("HTTP/1.1 200 ") {
//! #             let name = response.split_once("<displayName>").and_then(|(_, rest)| rest.split_once('<'));
//! #             return Ok(name.map(|(name, _)| name.to_owned()));
//! #         }
//! #     }
//! #     Err(std::io::Error::other("Lookup is down"))
//! # }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // `Sandbox::start().await` in an asynchronous test.
//! let sandbox = Sandbox::builder().start_blocking()?;
//!
//! // `display_name` is the application, which is configured with the address of Lookup.
//! assert_eq!(display_name(&sandbox.url(), "mas1")?.as_deref(), Some("Ms Mary Anne Smith"));
//! assert_eq!(display_name(&sandbox.url(), "nobody9")?, None);
//!
//! // It retries if Lookup is busy …
//! sandbox.clear_requests();
//! sandbox.inject(Fault::status(503).retry_after(1).times(1));
//! assert!(display_name(&sandbox.url(), "mas1")?.is_some());
//!
//! // … and these are the requests that it sent.
//! let requests = sandbox.requests();
//! assert_eq!(requests.len(), 2);
//! assert_eq!(requests[1].path, "/api/v1/person/crsid/mas1");
//! # Ok(())
//! # }
//! ```
//!
//! A sandbox runs on a thread of its own and stops when it is dropped. Give each test its own, and they can run in
//! parallel. If the sandbox itself panics while it serves a request, dropping it panics too, so that the test fails.
//!
//! # Who may do what
//!
//! - Anybody may read, as `anonymous` or without a name, unless [`SandboxBuilder::anonymous`] forbids it. A group
//!   sends its name and password with HTTP Basic. An unknown name or a wrong password gets 401, even for reads.
//! - In the built-in directory, [`EDITOR_GROUP`] with [`EDITOR_PASSWORD`] may edit every institution except `MUSIC`, and
//!   `music-managers` (`music-password`) may edit only that one.
//! - A group may edit the institutions and groups that it manages, and the people of those institutions. Any other edit
//!   gets 403, and one without a group's name 401.
//! - Attributes have a visibility, and so do a person's names, which are attributes too. `world` attributes are shown to
//!   everybody; `university` ones to everybody except anonymous callers from outside (see
//!   [`SandboxBuilder::outside_university`]); `institution` ones to groups that belong to or manage the institution, or
//!   one of the person's; `private` ones only to groups that manage it. A group also sees the attributes that it owns.
//! - A hidden membership of a group is shown only to groups that manage or read the group. For everybody else it does
//!   not exist: neither among members, nor among a person's groups, nor in `is-member-of-group`.
//! - The API Gateway's front door, `/lookup/v1/`, requires a bearer token, which `/oauth2/v1/token` issues for
//!   [`GATEWAY_CLIENT_ID`] and [`GATEWAY_CLIENT_SECRET`]. It is read-only, and its callers see what anonymous callers
//!   see within the University.
//!
//! # The built-in directory
//!
//! | to test …                               | use                                                               |
//! |-----------------------------------------|-------------------------------------------------------------------|
//! | an ordinary member of staff             | `spqr1`, with two email addresses, a photo and three institutions |
//! | staff and student at once               | `as901`                                                           |
//! | somebody who has left                   | `cs999`, `old11` (cancelled)                                      |
//! | a forwarding address after departure    | `ds204` (`departingEmail`)                                        |
//! | names that are not visible              | `hv205`, whose visible name is the CRSid                          |
//! | no name at all                          | `xyz1`, without even a visible name                               |
//! | no visible email address                | `hv205`, `nosm3`, `xyz1`                                          |
//! | a student's college                     | `bq201` (`GEMSUG`, `GEMSUG25`), `pw202` (`GEMSPG`), `ot203` (`SPARKUG`), with `jdCollege` and `jdInstid` |
//! | colleges                                | `GEMS` and `SPARK` below `COLL`, with `…UG` and `…PG` below or beside them, and a year group |
//! | a groupid with leading zeros            | `000031` (`kazoo-society`, `kazoo-password`)                      |
//! | hidden memberships                      | `ds204` and `hv205` in `000031`; its readers include [`EDITOR_GROUP`] |
//! | groups that include each other          | `100017` and `100018`                                             |
//! | text that has to be escaped             | `lt1`, `RUNES`; beyond the basic plane: `u16e1`, `SPARK`          |
//!
//! # Where it has to guess
//!
//! The service's descriptions leave some behaviour open. The sandbox does the following.
//!
//! - A plain `value` is text at the service's own front door, even in JSON, as the service's clients expect. At the
//!   gateway, numbers and booleans are JSON numbers and booleans, as the gateway's clients expect.
//! - A search matches words that begin with a word of the query, ignoring case and accents; with `approxMatches`, also
//!   words that contain it or differ from it in one letter. Every word of the query must match.
//! - The grammar of LQL is not public. An LQL query gets 400 unless [`SandboxBuilder::lql`] has registered its result.
//! - `displayName`, `registeredName` and `surname` are both attributes and fields of a person: editing the attribute
//!   changes the field. `visibleName` and `name` may be fetched, but only fixtures can give a person such an attribute.
//! - The visible name is the first of display name, registered name, surname and CRSid that the caller may see.
//! - Callers that see all members of a group also see the hidden members of the groups that it includes.
//! - A group created without `managedBy` manages itself. The members of a group that follows an institution cannot
//!   be edited.
//! - `removeIds` is applied before `addIds`. Each successful edit is one transaction, except for adding an attribute that
//!   already exists and deleting one that does not.
//! - References in a flattened document have only a `ref`.
//! - A hierarchical document of more than 500,000 entities is refused with 500; a request target of more than
//!   8190 characters with 414; a body of more than 8 MiB with 413.
//!
//! # Fixtures
//!
//! A directory of your own is a TOML or JSON file that uses the service's names for its fields. Records refer to each
//! other by CRSid, instid or groupid. An unknown or duplicate id is an error that says where it is.
//!
//! ```
//! use ibis_sandbox::Sandbox;
//!
//! let fixtures = r#"
//! [[institutions]]
//! instid = "TEA"
//! name = "Department of Tea"
//! ## cancelled, acronym, parentInsts, attributes
//! contactRows = [
//!     { description = "Kitchen", bold = true, people = ["abc1"], phoneNumbers = [{ number = "60100" }] },
//!     ## italic, addresses, emails, webPages = [{ url, label }]; phoneType and comment of a number
//! ]
//!
//! [[people]]
//! crsid = "abc1"
//! displayName = "Dr A. Bee"
//! registeredName = "A. Bee"
//! surname = "Bee"
//! misAffiliation = "staff"                                # or "student", "staff,student"
//! institutions = ["TEA"]
//! identifiers = [{ scheme = "usn", value = "300000001" }] # besides the CRSid
//! ## cancelled; visibleName, if it is not the first visible name ("" for none)
//! attributes = [
//!     { scheme = "email", value = "abc1@example.org", visibility = "university" },
//!     ## binaryData (base64) in place of value; comment, instid, effectiveFrom and effectiveTo
//!     ## (2026-01-05), owningGroupid; visibility defaults to "world". A name with a visibility of its own is
//!     ## written here, as { scheme = "displayName", … }
//! ]
//!
//! [[groups]]
//! groupid = "000001"
//! name = "tea-editors"
//! title = "Editors of Tea"
//! password = "milk"                                       # lets the group read and edit
//! directMembers = ["abc1"]                                # or membersOfInst = "TEA"
//! hiddenMembers = ["abc1"]                                # some of the direct members
//! owningInsts = ["TEA"]
//! managesInsts = ["TEA"]
//! managesGroups = ["000001"]
//! ## cancelled, description, email, readsGroups, includesGroups
//!
//! [[history]]
//! transaction = 1
//! person = "abc1"                                         # or institution, group
//! change = "fields"                                       # or "name", "contactRows", "membership"
//!
//! [[schemes]]                                             # in addition to the well-known ones, or instead of one
//! schemeid = "shoeSize"
//! precedence = 260                                        # the well-known ones have 10 to 250
//! displayName = "Shoe size"                               # defaults to the schemeid
//! dataType = "string"                                     # the default, or "binary"
//! multiValued = false                                     # defaults to true
//! multiLined = false                                      # the default
//! searchable = false                                      # defaults to true
//! regexp = "[0-9]{2}"                                     # must match whole values in edits; regex-lite's syntax
//! owner = "person"                                        # or "institution"; defaults to both
//! ## ldapName
//! "#;
//!
//! let sandbox = Sandbox::builder().fixtures_toml(fixtures).start_blocking()?;
//! # Ok::<(), ibis_sandbox::StartError>(())
//! ```

mod auth;
mod builder;
mod directory;
mod edits;
mod entity;
mod error;
mod failure;
mod faults;
mod fetch;
mod formats;
mod gateway;
mod record;
mod response;
mod sandbox;
mod search;
mod server;
mod service;
mod text;
mod tls;
mod view;

pub use builder::SandboxBuilder;
pub use error::StartError;
pub use faults::Fault;
pub use record::ReceivedRequest;
pub use sandbox::Sandbox;

/// The name of a group that may edit in the built-in directory and in synthetic ones.
pub const EDITOR_GROUP: &str = "uis-editors";
/// The password of [`EDITOR_GROUP`].
pub const EDITOR_PASSWORD: &str = "sandbox-password";

/// The client id that the API Gateway's front door accepts by default.
pub const GATEWAY_CLIENT_ID: &str = "sandbox-client";
/// The secret of [`GATEWAY_CLIENT_ID`].
pub const GATEWAY_CLIENT_SECRET: &str = "sandbox-secret";
