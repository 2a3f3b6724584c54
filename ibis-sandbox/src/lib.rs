//! A server that stands in for Lookup, the directory of the University of Cambridge, so that programs can be
//! written and tested without the University's network and without its data.
//!
//! It answers every endpoint of the web service, as XML or JSON, flattened or hierarchical, and knows the API
//! Gateway's front door too. Everybody in it is made up. Edits live in memory: they are gone when the sandbox is.
//!
//! # In a test
//!
//! ```
//! use ibis_sandbox::{Fault, Sandbox};
//!
//! # // A tiny application under test, which asks Lookup for a name.
//! # fn display_name(lookup: &str, crsid: &str) -> std::io::Result<Option<String>> {
//! #     use std::io::{Read, Write};
//! #     let host = lookup.trim_start_matches("http://").trim_end_matches('/');
//! #     for _ in 0..3 {
//! #         let mut stream = std::net::TcpStream::connect(host)?;
//! #         let path = format!("/api/v1/person/crsid/{crsid}?format=xml");
//! #         write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
//! #         let mut answer = String::new();
//! #         stream.read_to_string(&mut answer)?;
//! #         if answer.starts_with("HTTP/1.1 200 ") {
//! #             let name = answer.split_once("<displayName>").and_then(|(_, rest)| rest.split_once('<'));
//! #             return Ok(name.map(|(name, _)| name.to_owned()));
//! #         }
//! #     }
//! #     Err(std::io::Error::other("Lookup is down"))
//! # }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // `Sandbox::start().await` in an asynchronous test.
//! let sandbox = Sandbox::builder().start_blocking()?;
//!
//! // `display_name` is the application: it takes the address of Lookup from its configuration.
//! assert_eq!(display_name(&sandbox.url(), "mas1")?.as_deref(), Some("Ms Mary Anne Smith"));
//! assert_eq!(display_name(&sandbox.url(), "nobody9")?, None);
//!
//! // It tries again where Lookup is busy …
//! sandbox.clear_requests();
//! sandbox.inject(Fault::status(503).retry_after(1).times(1));
//! assert!(display_name(&sandbox.url(), "mas1")?.is_some());
//!
//! // … and this is what it sent.
//! let requests = sandbox.requests();
//! assert_eq!(requests.len(), 2);
//! assert_eq!(requests[1].path, "/api/v1/person/crsid/mas1");
//! # Ok(())
//! # }
//! ```
//!
//! A sandbox runs on a thread of its own and stops when it is dropped. Tests in parallel have one each. Where a
//! request makes the sandbox itself panic, dropping it panics too, so that the test fails.
//!
//! # Who may what
//!
//! - Anybody reads, as `anonymous` or without a name. A group gives its name and password as HTTP Basic; of the
//!   built-in directory, [`EDITOR_GROUP`] with [`EDITOR_PASSWORD`] may edit all but one institution (`MUSIC`), and
//!   `music-managers` (`music-password`) just that. An unknown name or a wrong password is answered with 401, even
//!   when reading.
//! - A group may edit the institutions and groups that it manages, and the people of those institutions. Without
//!   that right the answer is 403. An edit without a group's name is answered with 401.
//! - An attribute that the *world* may see is seen by everybody; the *university*: by everybody but anonymous
//!   callers from outside (see [`SandboxBuilder::outside_university`]); the *institution*: by the groups that
//!   belong to or manage an institution of that person, or that institution; a *private* one: by those that manage
//!   it. A group sees the attributes that it owns.
//! - The API Gateway's front door, `/lookup/v1/`, wants a bearer token from `/oauth2/v1/token`, where
//!   [`GATEWAY_CLIENT_ID`] and [`GATEWAY_CLIENT_SECRET`] are good for one. It only reads.
//!
//! # Where it chooses
//!
//! The service's descriptions leave some things open; the sandbox decides as follows.
//!
//! - A plain `value` is text at the service's own door, in JSON too, as the service's clients expect; at the
//!   gateway it is a number or a boolean where it is one, as the gateway's clients expect.
//! - A word of a search is found where another word begins so, without regard to case and accents; `approxMatches`
//!   finds it within words too, and with one letter wrong. All words have to be found. There is no LQL: such a query
//!   is an error.
//! - A created group without `managedBy` manages itself. A group that follows an institution has no members to edit.
//! - `removeIds` happens before `addIds`. Each edit that is answered with 200 is one transaction, except an
//!   attribute that was there already or no longer.
//! - References in a flattened document have a `ref` and nothing else.
//! - A hierarchical document of more than 500,000 entities is refused with 500; a target of a request of more than
//!   8190 characters with 414; a body of more than 8 MiB with 413.
//!
//! # Fixtures
//!
//! A directory of one's own is a file in TOML or JSON, with the names that the service uses. What refers to
//! something does so by CRSid, instid or groupid; a reference that leads nowhere and an id that is there twice are
//! refused with their place.
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
//! identifiers = [{ scheme = "usn", value = "300000001" }] # beside the CRSid
//! ## cancelled; visibleName, by default the display name or else the registered one, "" for none
//! attributes = [
//!     { scheme = "email", value = "abc1@example.org", visibility = "university" },
//!     ## binaryData (base64) in place of value; comment, instid, effectiveFrom and effectiveTo
//!     ## (2026-01-05), owningGroupid; the visibility is "world" where none is given
//! ]
//!
//! [[groups]]
//! groupid = "000001"
//! name = "tea-editors"
//! title = "Editors of Tea"
//! password = "milk"                                       # with it, the group reads and edits
//! directMembers = ["abc1"]                                # or membersOfInst = "TEA"
//! owningInsts = ["TEA"]
//! managesInsts = ["TEA"]
//! managesGroups = ["000001"]
//! ## cancelled, description, email, readsGroups, includesGroups
//!
//! [[history]]
//! transaction = 1
//! person = "abc1"                                         # or institution, group
//! change = "fields"                                       # or "name", "contactRows", "membership"
//! "#;
//!
//! let sandbox = Sandbox::builder().fixtures_toml(fixtures).start_blocking()?;
//! # Ok::<(), ibis_sandbox::StartError>(())
//! ```

mod answer;
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

/// The name of a group of the built-in directory, and of a synthetic one, that may edit.
pub const EDITOR_GROUP: &str = "uis-editors";
/// The password of [`EDITOR_GROUP`].
pub const EDITOR_PASSWORD: &str = "sandbox-password";

/// The client id that the API Gateway's front door accepts.
pub const GATEWAY_CLIENT_ID: &str = "sandbox-client";
/// The secret of [`GATEWAY_CLIENT_ID`].
pub const GATEWAY_CLIENT_SECRET: &str = "sandbox-secret";
