//! Connecting through the University's API Gateway with a client id and secret.
//!
//! Lookup is available at two addresses. The API Gateway, `api.apps.cam.ac.uk`, serves registered applications from
//! any network, and only for reading. Lookup's own server, `www.lookup.cam.ac.uk`, serves groups, which may also
//! edit. It serves anonymous clients only within the University's network; this access is discouraged and will be
//! withdrawn. Only the way to create the connection differs:
//!
//! ```no_run
//! use ibis_client::{IbisClientConnection, PersonMethods};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! // Reads IBIS_CLIENT_ID and IBIS_CLIENT_SECRET.
//! let conn = IbisClientConnection::from_env()?;
//! let person = PersonMethods::new(&conn).get_person("crsid", "spqr1").await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Tokens
//!
//! The gateway requires an OAuth2 access token (client credentials grant) with each request. The connection requests
//! a token when the first call needs one, shares it between calls, replaces it shortly before it expires, and
//! replaces it early if the gateway rejects it. If no token can be obtained, the call fails with
//! [`Error::Token`](crate::Error::Token) before it is sent.
//!
//! Tokens are requested without a scope by default; set one with
//! [`token_scope`](crate::IbisClientConnectionBuilder::token_scope) or the variable `IBIS_TOKEN_SCOPE`. An
//! application that obtains tokens by other means provides [a single token](crate::Credentials::bearer) or [a token
//! provider](crate::Credentials::tokens).
//!
//! The sandbox includes the gateway and its token endpoint:
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
//! // An expired token is replaced.
//! sandbox.expire_tokens();
//! assert!(people.get_person("crsid", "spqr1").await?.is_some());
//! # Ok(())
//! # }
//! ```
//!
//! A rejected client secret is not retried:
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
//! # Limitations
//!
//! The gateway is read-only. All edits fail there: [`add_attribute`](crate::PersonMethods::add_attribute),
//! [`update_attribute`](crate::PersonMethods::update_attribute) and
//! [`delete_attribute`](crate::PersonMethods::delete_attribute) of people and institutions,
//! [`update_direct_members`](crate::GroupMethods::update_direct_members), and
//! [`create_group`](crate::InstitutionMethods::create_group). [`get_token`](crate::GroupMethods::get_token) fails as
//! well. The documentation of each method says whether the gateway offers it. A call whose path does not begin with
//! `/api/v1` fails before anything is sent.
//!
//! # Credentials
//!
//! A connection through the gateway cannot switch to the credentials of a group, or the reverse:
//! [`set_username`](crate::IbisClientConnection::set_username) and
//! [`set_password`](crate::IbisClientConnection::set_password) return an error, and
//! [`set_credentials`](crate::IbisClientConnection::set_credentials) accepts only other gateway credentials. As with
//! passwords, the connection sends secrets and tokens only over HTTPS to a server with a trusted certificate, or to
//! the local machine. It never follows redirects.
