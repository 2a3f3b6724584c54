//! Errors: what they say, which kinds there are, and what an application does about each.
//!
//! Every call returns [`Error`](crate::Error). Displayed, it is one line with what was called, what came back and, where it
//! helps, what to do. It names the endpoint with its placeholders, so that no value of a parameter (who was looked for) gets
//! into a log, except one that was refused for its form; a password never does.
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
//! assert!(error.to_string().starts_with("PUT /api/v1/group/%(groupid)s/direct-members: the service answered with"));
//! // The service's own words:
//! let Some(said) = error.service_error() else { unreachable!() };
//! println!("{:?} {:?}", said.code, said.message);
//! # Ok(())
//! # }
//! ```
//!
//! # Which is which
//!
//! | kind | when | what to do |
//! |------|------|------------|
//! | [`Service`](crate::Error::Service) | the service answered with an error document | look at [`status`](crate::Error::status): 401 and 403 are about credentials and rights |
//! | [`Parameter`](crate::Error::Parameter) | a value cannot be sent as it was meant; nothing was sent | it is a mistake in the program, or in its input |
//! | [`NotFetched`](crate::Error::NotFetched) | a field was read that the request did not fetch | add the name in the message to the [fetch](crate::guide::fetch) |
//! | [`Timeout`](crate::Error::Timeout), [`Transport`](crate::Error::Transport) | no answer, or not all of one | try later, if [`is_retryable`](crate::Error::is_retryable) |
//! | [`UnexpectedContentType`](crate::Error::UnexpectedContentType), [`Redirect`](crate::Error::Redirect) | somebody else answered: a proxy, a log-in page | check the URL and the network |
//! | [`Decode`](crate::Error::Decode), [`UnexpectedResult`](crate::Error::UnexpectedResult) | the answer is broken, or is not what the method returns | report it: the message has the place in the document |
//! | [`TooLarge`](crate::Error::TooLarge) | the answer is longer than the connection allows | fetch less, or in pages |
//! | [`Token`](crate::Error::Token) | the API Gateway gave no token; nothing was sent | check the client's id and secret |
//! | [`Configuration`](crate::Error::Configuration) | a connection cannot be made so | the message names the setting |
//! | [`WithinRuntime`](crate::Error::WithinRuntime) | `send` was called within an async runtime | await the request |
//!
//! The enum may get further kinds; the methods answer the questions that matter for all of them:
//!
//! | question | method |
//! |----------|--------|
//! | May the same call succeed later, without repeating an edit? | [`is_retryable`](crate::Error::is_retryable) |
//! | How long does the server ask to wait? | [`retry_after`](crate::Error::retry_after) |
//! | Did it take too long? | [`is_timeout`](crate::Error::is_timeout) |
//! | May an edit have been made nevertheless? | [`outcome_unknown`](crate::Error::outcome_unknown) |
//! | Which endpoint was it? | [`call`](crate::Error::call) |
//!
//! # What is no error
//!
//! A person, institution or group that does not exist is `None`, and a list leaves out what does not exist. A search
//! that finds nothing is an empty list.
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
//! # What was tried already
//!
//! A connection makes a call again by itself where a later attempt may succeed and cannot repeat an edit: after the statuses
//! 429, 502, 503 and 504, and where the network fails. It waits longer each time, as long as the server asks where it does,
//! and no longer than the call's time limit. So an error that arrives is one that waiting a little did not help. How
//! often, and how long, is a [setting](crate::IbisClientConnectionBuilder); a request can have a limit of its own:
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
