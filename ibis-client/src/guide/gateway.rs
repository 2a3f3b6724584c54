//! The University's API Gateway: the same service by another door, for clients that have an id and a secret.
//!
//! Lookup answers at two places. At its own, `www.lookup.cam.ac.uk`, one speaks as a group, or anonymously from within the
//! University's network, which is discouraged and to be withdrawn. At the API Gateway, `api.apps.cam.ac.uk`, one speaks as an application that was registered there,
//! from anywhere. Only the connection differs:
//!
//! ```no_run
//! use ibis_client::{IbisClientConnection, PersonMethods};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! // IBIS_CLIENT_ID and IBIS_CLIENT_SECRET
//! let conn = IbisClientConnection::from_env()?;
//! let person = PersonMethods::new(&conn).get_person("crsid", "spqr1").await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Tokens
//!
//! The gateway wants an access token (OAuth2, client credentials) with each request. The connection fetches one when it is
//! first needed, keeps it until shortly before it expires, and fetches a new one when the gateway refuses it. Calls that need one
//! at the same time share it. If there is none to be had, the error is [`Error::Token`](crate::Error::Token), and the call was
//! not sent.
//!
//! Tokens are requested without a scope unless the builder's
//! [`token_scope`](crate::IbisClientConnectionBuilder::token_scope) or `IBIS_TOKEN_SCOPE` names one. An application that gets
//! its tokens elsewhere gives [one](crate::Credentials::bearer), or [a provider of them](crate::Credentials::tokens).
//!
//! The example goes to the sandbox, which has this door too:
//!
//! ```
//! use ibis_client::{Credentials, IbisClientConnection, PersonMethods, fetch};
//! use ibis_sandbox::{GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET, Sandbox};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start().await?;
//! let conn = IbisClientConnection::builder()
//!     .base_url(sandbox.gateway_url())
//!     .token_url(sandbox.token_url())
//!     .credentials(Credentials::api_gateway(GATEWAY_CLIENT_ID, GATEWAY_CLIENT_SECRET))
//!     .build()?;
//! let people = PersonMethods::new(&conn);
//!
//! for _ in 0..2 {
//!     let person = people.get_person("crsid", "spqr1").fetch(fetch!(Person: all_insts)).await?;
//!     assert!(person.is_some());
//! }
//! // One request for a token, and two for the person.
//! assert_eq!(sandbox.requests().len(), 3);
//!
//! // A token that is no longer good is exchanged, unnoticed.
//! sandbox.expire_tokens();
//! assert!(people.get_person("crsid", "spqr1").await?.is_some());
//! # Ok(())
//! # }
//! ```
//!
//! A wrong secret is not tried twice:
//!
//! ```
//! use ibis_client::{Credentials, Error, IbisClientConnection, IbisMethods};
//! # use ibis_sandbox::{GATEWAY_CLIENT_ID, Sandbox};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = Sandbox::start().await?;
//! let conn = IbisClientConnection::builder()
//!     .base_url(sandbox.gateway_url())
//!     .token_url(sandbox.token_url())
//!     .credentials(Credentials::api_gateway(GATEWAY_CLIENT_ID, "guessed"))
//!     .build()?;
//! match IbisMethods::new(&conn).get_version().await {
//!     Err(Error::Token { source, .. }) => assert_eq!(source.code(), Some("invalid_client")),
//!     other => panic!("{other:?}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What it does not offer
//!
//! The gateway only reads. The edits ([`add_attribute`](crate::PersonMethods::add_attribute),
//! [`update_attribute`](crate::PersonMethods::update_attribute) and
//! [`delete_attribute`](crate::PersonMethods::delete_attribute) of people and institutions,
//! [`update_direct_members`](crate::GroupMethods::update_direct_members),
//! [`create_group`](crate::InstitutionMethods::create_group)) and [`get_token`](crate::GroupMethods::get_token) are errors
//! there; the documentation of each says so. A path that is not below `/api/v1` is an error before anything is sent.
//!
//! # Credentials
//!
//! A connection is for one door: [`set_username`](crate::IbisClientConnection::set_username) and
//! [`set_password`](crate::IbisClientConnection::set_password) are errors over a connection with a client's credentials, and
//! [`set_credentials`](crate::IbisClientConnection::set_credentials) changes a secret for another secret. As passwords, they go
//! over HTTPS with a checked certificate, or to this machine, and nowhere else; a redirect is never followed.
