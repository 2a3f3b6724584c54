//! A typed client for [Lookup](https://www.lookup.cam.ac.uk), the University of Cambridge's directory of people,
//! institutions and groups.
//!
//! ```no_run
//! use ibis_client::{IbisClientConnection, PersonMethods, fetch};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! // Reads IBIS_CLIENT_ID and IBIS_CLIENT_SECRET (the API Gateway),
//! // or IBIS_USERNAME and IBIS_PASSWORD (a group).
//! let conn = IbisClientConnection::from_env()?;
//! let request = PersonMethods::new(&conn).get_person("crsid", "spqr1");
//! let person = request.fetch(fetch!(Person: email, all_insts)).await?.ok_or("no such person")?;
//! for institution in person.institutions()? {
//!     println!("{} is in {}", person.best_name(), institution.name());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Connections
//!
//! An [`IbisClientConnection`] connects through the University's API Gateway or as a group that has a password. Its
//! [builder](IbisClientConnectionBuilder) lists all settings and their defaults. One connection is enough for a program:
//! it is cheap to clone, and is shared between tasks and threads.
//!
//! # Calls
//!
//! | method group             | methods                                                       |
//! |--------------------------|---------------------------------------------------------------|
//! | [`PersonMethods`]        | read, list, search and edit people                            |
//! | [`InstitutionMethods`]   | read, list, search and edit institutions, and create groups   |
//! | [`GroupMethods`]         | read, list, search and edit groups                            |
//! | [`IbisMethods`]          | read the version and the latest transaction of the service    |
//!
//! A method group wraps an [`IbisClientConnection`] or any other [`Connection`]. Its methods take the required
//! parameters as arguments and return a request. Optional parameters are setters on the request; await the request to
//! send it. If a parameter has an invalid value, awaiting the request returns an [`Error`] and nothing is sent.
//!
//! # Results
//!
//! A response is an immutable graph, and [`Person`], [`Institution`] and [`Group`] are cheap handles into it. Every
//! reference to an entity leads to the same node. Reading a field that the request did not [fetch](fetch!) returns a
//! [`NotFetched`] error; a field that was fetched and has no value is `None` or empty. To keep an owned, serialisable copy,
//! call `to_record`.
//!
//! # Guide
//!
//! The pages of the [`guide`] cover the API Gateway, fetching, results, memberships, replacing loops of calls,
//! edits, the whole directory, errors, tests, and migrating from the official Python client.
//!
//! # Features
//!
//! | feature          | default | effect                                                                   |
//! |------------------|---------|--------------------------------------------------------------------------|
//! | `ring`           | yes     | HTTPS, with the crypto provider `ring`                                   |
//! | `aws-lc-rs`      |         | HTTPS, with the crypto provider `aws-lc-rs`                              |
//! | `tls`            |         | HTTPS, with the crypto provider that the application installs            |
//! | `gzip`           | yes     | responses compressed with gzip                                           |
//! | `brotli`, `zstd` |         | responses compressed with Brotli or Zstandard                            |
//! | `system-proxy`   | yes     | the proxy that the environment configures                                |
//! | `blocking`       |         | `send`, for programs without an async runtime                            |
//!
//! A crypto provider that the application installs for rustls takes precedence over both. Without the
//! features for HTTPS, the crate supports plain HTTP only, which is enough for a sandbox.

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
mod heartbeat;
mod http;
pub mod mirror;
#[doc(hidden)]
pub mod private;
mod recording;
mod request;
mod result;
mod values;

pub use ibis_macros::{fetch, ibis, ibis_methods};

// rustc's error names this where the module of a block has the name of something else.
#[doc(hidden)]
pub use crate::__request as write_ibis_methods_module_equals_name;

// An alias of a reexported type is found only where it is reexported.
#[doc(alias = "IbisAttribute")]
pub use self::api::AttributeRef;
#[doc(alias = "IbisGroup")]
pub use self::api::Group;
#[doc(alias = "IbisInstitution")]
pub use self::api::Institution;
#[doc(alias = "IbisPerson")]
pub use self::api::Person;
pub use self::api::{
    AttributeDataType, AttributeRecord, AttributeSchemeRecord, AttributeSchemeRef, ContactPhoneNumberRecord,
    ContactPhoneNumberRef, ContactRow, ContactRowRecord, ContactWebPageRecord, ContactWebPageRef, ErrorRef,
    GroupMethods, GroupOrderBy, GroupRecord, IbisMethods, IdentifierRef, InstitutionMethods,
    InstitutionOrderBy, InstitutionRecord, MisAffiliation, MisStatus, PersonMethods, PersonOrderBy,
    PersonRecord, Visibility, group_methods, ibis_methods, institution_methods, person_methods,
};
pub use self::cached::Cached;
pub use self::call::{Call, CallLabel, IntoParam, IntoParamList, ParamError, ParamValue, Params};
pub use self::connection::{BoxFuture, Connection, HasConnection, IntoSharedConnection, SharedConnection};
pub use self::endpoint::{Endpoint, Method, Param, ParamIn, Role};
#[doc(alias = "IbisException")]
pub use self::error::Error;
pub use self::error::{Location, Phase, ServiceError, TokenError, TransportError};
pub use self::fetch::{Fetch, FetchError};
pub use self::http::{Credentials, IbisClientConnection, IbisClientConnectionBuilder, TokenProvider};
#[doc(alias = "mock")]
pub use self::recording::{Recording, Replaying};
#[doc(alias = "chunk")]
pub use self::request::Batched;
#[doc(alias = "pagination")]
pub use self::request::Pages;
#[cfg(feature = "blocking")]
pub use self::request::PagesIter;
#[doc(hidden)]
pub use self::request::Request;
pub use self::request::{Batch, Listing};
pub use self::result::{
    DecodeError, Decoder, Entities, Entity, FromResult, IbisResult, Kind, NotFetched, Part, Response,
    Strings, Values, Warning,
};
pub use self::values::{
    AttributeId, Crsid, GroupId, Identifier, InstId, InvalidValue, MemberSelector, OtherValue,
    ParseAttributeError, Secret, TransactionId,
};

/// The examples of the READMEs, compiled.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
#[doc = include_str!("../README.md")]
struct Readme;
