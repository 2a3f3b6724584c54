//! The kinds of errors, and how to handle each of them.
//!
//! Every call returns [`Error`](crate::Error). Its message is a single line that states the call, the failure and,
//! where possible, a remedy. The message names the endpoint by its path template, so logs rarely reveal who was looked
//! up: it quotes a parameter value only if that value was rejected, or if nothing else identifies the problem (an unresolved
//! reference, a failed batch, a call that was not recorded). It never contains a password, unless the server's own message does.
//!
//! ```
//! use ibis_client::GroupMethods;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = ibis_sandbox::Sandbox::start().await?;
//! # let conn = ibis_client::IbisClientConnection::builder().base_url(sandbox.url()).build()?;
//! let anonymous = GroupMethods::new(&conn);
//! let Err(error) = anonymous.update_direct_members("demonstrators").add_ids(["mas1"]).await else { unreachable!() };
//!
//! assert_eq!(error.status(), Some(401));
//! assert!(error.to_string().starts_with("PUT /api/v1/group/%(groupid)s/direct-members: the service returned status"));
//! // The service's own error:
//! let Some(service_error) = error.service_error() else { unreachable!() };
//! println!("{:?} {:?}", service_error.code, service_error.message);
//! # Ok(())
//! # }
//! ```
//!
//! # Kinds
//!
//! | kind | cause | remedy |
//! |------|-------|--------|
//! | [`Service`](crate::Error::Service) | the service returned an error | check [`status`](crate::Error::status): 401 and 403 concern credentials and rights |
//! | [`Parameter`](crate::Error::Parameter) | a parameter value is invalid; nothing was sent | fix the program, or its input |
//! | [`NotFetched`](crate::Error::NotFetched) | the program read a field that the request did not fetch | add the name in the message to the [fetch](crate::guide::fetch) |
//! | [`Timeout`](crate::Error::Timeout), [`Transport`](crate::Error::Transport) | the response is missing or incomplete | try later if [`is_retryable`](crate::Error::is_retryable) |
//! | [`UnexpectedContentType`](crate::Error::UnexpectedContentType), [`Redirect`](crate::Error::Redirect) | the response comes from another server, such as a proxy or a log-in page | check the URL and the network |
//! | [`Decode`](crate::Error::Decode), [`UnexpectedResult`](crate::Error::UnexpectedResult) | the response is malformed, or lacks the value that the method returns | report it: the message says where the fault is in the document |
//! | [`TooLarge`](crate::Error::TooLarge) | the response exceeds the connection's size limit | fetch less, or fetch pages |
//! | [`Batch`](crate::Error::Batch) | one call of a [batched](crate::Batched) request failed, and the others were cancelled | handle its `source`; `ids` lists the identifiers of that call |
//! | [`Token`](crate::Error::Token) | the API Gateway did not issue a token; nothing was sent | check the client id and secret |
//! | [`Configuration`](crate::Error::Configuration) | the settings of the connection are invalid | change the setting named in the message |
//! | [`WithinRuntime`](crate::Error::WithinRuntime) | `send` was called within an async runtime | await the request instead |
//!
//! `Error` is non-exhaustive. Its methods cover the questions that most programs ask:
//!
//! | question | method |
//! |----------|--------|
//! | Is retrying safe and likely to help? | [`is_retryable`](crate::Error::is_retryable) |
//! | How long does the server ask clients to wait? | [`retry_after`](crate::Error::retry_after) |
//! | Did the call time out? | [`is_timeout`](crate::Error::is_timeout) |
//! | May an edit have been applied despite the error? | [`outcome_unknown`](crate::Error::outcome_unknown) |
//! | Which call failed? | [`call`](crate::Error::call) |
//!
//! # Cases that are not errors
//!
//! Methods that return a single person, institution or group return `None` if it does not exist. Methods that return
//! a list omit entries that do not exist. A search without matches returns an empty list.
//!
//! The members of a group or institution that does not exist may also be an empty list, as in the sandbox, so a misspelt
//! name looks like an empty group. `get_group(name).fetch(fetch!(Group: direct_members))` tells the two apart: it returns
//! `None` if the group does not exist.
//!
//! Methods that look up entities by identifier, such as `get_person` and `list_groups`, may return cancelled ones: check
//! `cancelled()`. Searches and the methods that list the whole directory return them only with `include_cancelled(true)`.
//!
//! ```
//! use ibis_client::PersonMethods;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = ibis_sandbox::Sandbox::start().await?;
//! # let conn = ibis_client::IbisClientConnection::builder().base_url(sandbox.url()).build()?;
//! let people = PersonMethods::new(&conn);
//! assert!(people.get_person("crsid", "nobody9").await?.is_none());
//! assert_eq!(people.list_people(["spqr1", "nobody9"]).await?.len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! # Retries
//!
//! A connection retries a call if retrying may help and cannot repeat an edit: after network failures, and
//! after the statuses 408, 429, 502, 503 and 504. The delay grows with each attempt, respects `Retry-After`, and never
//! exceeds the call's deadline. The program receives an error only if retrying did not help. The
//! [builder](crate::IbisClientConnectionBuilder) sets the number of retries and the deadline for all calls; a request
//! may override both:
//!
//! ```
//! use std::time::Duration;
//!
//! use ibis_client::PersonMethods;
//! # use ibis_sandbox::{Fault, Sandbox};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = Sandbox::start().await?;
//! # let conn = ibis_client::IbisClientConnection::builder().base_url(sandbox.url()).build()?;
//! let people = PersonMethods::new(&conn);
//!
//! sandbox.inject(Fault::status(503).retry_after(0).times(1));
//! assert!(people.get_person("crsid", "spqr1").await?.is_some());
//! assert_eq!(sandbox.requests().len(), 2);
//!
//! sandbox.inject(Fault::delay(Duration::from_secs(30)));
//! let request = people.get_person("crsid", "spqr1").timeout(Duration::from_millis(50));
//! let Err(error) = request.await else { unreachable!() };
//! assert!(error.is_timeout() && error.is_retryable());
//! # Ok(())
//! # }
//! ```
