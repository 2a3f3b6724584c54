//! A typed client for [Lookup](https://www.lookup.cam.ac.uk), the University of Cambridge's directory of people,
//! institutions and groups.
//!
//! ```no_run
//! use ibis_client::{IbisClientConnection, PersonMethods, fetch};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! // A client of the University's API Gateway: IBIS_CLIENT_ID and IBIS_CLIENT_SECRET, or
//! // a group of Lookup: IBIS_USERNAME and IBIS_PASSWORD.
//! let conn = IbisClientConnection::from_env()?;
//! let people = PersonMethods::new(&conn);
//! let request = people.get_person("crsid", "spqr1").fetch(fetch!(Person: email, all_insts));
//! let person = request.await?.ok_or("there is no such person")?;
//! for institution in person.institutions()? {
//!     println!("{} is in {}", person.best_name(), institution.name());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Calls
//!
//! | group                    | its methods                                              |
//! |--------------------------|----------------------------------------------------------|
//! | [`PersonMethods`]        | read, list, search and edit people                       |
//! | [`InstitutionMethods`]   | read, list, search and edit institutions, create groups  |
//! | [`GroupMethods`]         | read, list, search and edit groups                       |
//! | [`IbisMethods`]          | the service as a whole                                   |
//!
//! Each wraps a [`SharedConnection`]: an [`IbisClientConnection`], a reference to one, or a [`Connection`] of your own. A
//! method takes what is required and returns a request, whose setters take what is
//! optional. Awaiting the request sends it. A value that cannot be sent as it was meant is an [`Error`] then, and
//! nothing is sent.
//!
//! # Results
//!
//! An answer is one immutable graph. [`Person`], [`Institution`] and [`Group`] are cheap handles into it: the same
//! entity is the same node, whichever way leads to it. What a request did not fetch ([`fetch!`]) is an
//! error when it is read, [`NotFetched`]; what is not there is empty. `to_record` makes an owned, serialisable copy.
//!
//! # Guide
//!
//! [`guide`] has a page each on fetching, results, edits, errors, tests, the API Gateway, and coming from the official
//! Python client.
//!
//! # Features
//!
//! | feature        | default | what it brings                                                         |
//! |----------------|---------|------------------------------------------------------------------------|
//! | `ring`         | yes     | HTTPS, with this cryptography                                          |
//! | `aws-lc-rs`    |         | HTTPS, with this one; what the application installs for its process comes first |
//! | `tls`          |         | HTTPS, with what the application installs                              |
//! | `gzip`         | yes     | compressed answers                                                     |
//! | `brotli`, `zstd` |       | other compressions                                                     |
//! | `system-proxy` | yes     | a proxy that the environment names                                     |
//! | `http2`        |         | HTTP/2, where the server offers it                                     |
//! | `blocking`     |         | `send`, for programs without an async runtime                          |
//!
//! Without any of them the crate still speaks, over plain HTTP.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod api;
#[cfg(feature = "blocking")]
mod blocking;
mod cached;
mod call;
mod connection;
mod endpoint;
mod error;
mod fetch;
pub mod guide;
mod http;
pub mod mirror;
#[doc(hidden)]
pub mod private;
mod recording;
mod request;
mod result;
mod values;

pub use ibis_macros::{fetch, ibis, ibis_methods};

pub use self::api::{
    AttributeDataType, AttributeRecord, AttributeRef, AttributeSchemeRecord, AttributeSchemeRef,
    ContactPhoneNumberRecord, ContactPhoneNumberRef, ContactRow, ContactRowRecord, ContactWebPageRecord,
    ContactWebPageRef, ErrorRef, Group, GroupMethods, GroupOrderBy, GroupRecord, IbisMethods, IdentifierRef,
    Institution, InstitutionMethods, InstitutionOrderBy, InstitutionRecord, MisAffiliation, MisStatus,
    Person, PersonMethods, PersonOrderBy, PersonRecord, Visibility, group_methods, ibis_methods,
    institution_methods, person_methods,
};
pub use self::cached::Cached;
pub use self::call::{Call, CallLabel, IntoParam, IntoParamList, ParamError, ParamValue, Params};
pub use self::connection::{BoxFuture, Connection, HasConnection, IntoSharedConnection, SharedConnection};
pub use self::endpoint::{Endpoint, Method, Param, ParamIn, Role};
pub use self::error::{Error, Location, Phase, ServiceError, TokenError, TransportError};
pub use self::fetch::{Fetch, FetchError};
pub use self::http::{Credentials, IbisClientConnection, IbisClientConnectionBuilder, TokenProvider};
pub use self::recording::{Recording, Replaying};
#[cfg(feature = "blocking")]
pub use self::request::PagesIter;
#[doc(hidden)]
pub use self::request::Request;
pub use self::request::{Batch, Batched, Listing, Pages};
pub use self::result::{
    DecodeError, Decoder, Entities, Entity, FromResult, IbisResult, Kind, NotFetched, Part, Response,
    Strings, Values, Warning,
};
pub use self::values::{
    AttributeId, Crsid, GroupId, Identifier, InstId, InvalidValue, MemberSelector, OtherValue,
    ParseAttributeError, Secret, TransactionId,
};

/// The examples of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
