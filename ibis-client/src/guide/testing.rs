//! Testing an application: against a server that stands in for Lookup, or over a connection of your own.
//!
//! The application takes a method group, a connection, or the address of the server from outside:
//!
//! ```
//! use ibis_client::{Error, PersonMethods};
//!
//! /// What an application might do.
//! pub async fn greeting(people: &PersonMethods, crsid: &str) -> Result<String, Error> {
//!     let person = people.get_person("crsid", crsid).await?;
//!     Ok(match person {
//!         Some(person) => format!("Hello, {}!", person.best_name()),
//!         None => "Hello, stranger!".to_owned(),
//!     })
//! }
//! ```
//!
//! # With the sandbox
//!
//! The crate `ibis-sandbox` is a server that behaves as Lookup does: all endpoints, searches, rights and edits, with people
//! who are made up. Each test starts its own, in milliseconds. It stops when it is dropped.
//!
//! ```toml
//! [dev-dependencies]
//! ibis-sandbox = { version = "0.1", default-features = false }
//! ```
//!
//! ```
//! # use ibis_client::Error;
//! # pub async fn greeting(people: &PersonMethods, crsid: &str) -> Result<String, Error> {
//! #     let person = people.get_person("crsid", crsid).await?;
//! #     Ok(person.map_or("Hello, stranger!".to_owned(), |person| format!("Hello, {}!", person.best_name())))
//! # }
//! use ibis_client::{IbisClientConnection, PersonMethods};
//! use ibis_sandbox::{Fault, Sandbox};
//!
//! #[tokio::test]
//! # async fn the_attribute_is_for_show() {}
//! async fn everybody_is_greeted() -> Result<(), Box<dyn std::error::Error>> {
//!     let sandbox = Sandbox::start().await?;
//!     let conn = IbisClientConnection::builder().base_url(sandbox.url()).build()?;
//!     let people = PersonMethods::new(&conn);
//!
//!     assert_eq!(greeting(&people, "mas1").await?, "Hello, Ms Mary Anne Smith!");
//!     assert_eq!(greeting(&people, "nobody9").await?, "Hello, stranger!");
//!     Ok(())
//! }
//!
//! #[tokio::test]
//! # async fn the_attribute_is_for_show_too() {}
//! async fn lookup_may_be_down() -> Result<(), Box<dyn std::error::Error>> {
//!     let sandbox = Sandbox::start().await?;
//!     let conn = IbisClientConnection::builder().base_url(sandbox.url()).retries(0).build()?;
//!
//!     sandbox.inject(Fault::status(503));
//!     let Err(error) = greeting(&PersonMethods::new(&conn), "mas1").await else { panic!("it should fail") };
//!     assert!(error.is_retryable());
//!
//!     // What was sent can be looked at.
//!     let paths: Vec<String> = sandbox.requests().into_iter().map(|request| request.path).collect();
//!     assert_eq!(paths, ["/api/v1/person/crsid/mas1"]);
//!     Ok(())
//! }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! #     everybody_is_greeted().await?;
//! #     lookup_may_be_down().await
//! # }
//! ```
//!
//! `Sandbox::builder()` configures everything else: a directory of your own, passwords of groups, TLS, a synthetic
//! university of any size, the API Gateway. Three settings stand for what programs run into only later:
//!
//! - `.lql("person: in inst(UIS)", ["spqr1", "mas1"])` registers the result of an LQL query, whose grammar is not public;
//!   other LQL queries are refused.
//! - `.anonymous(false)` refuses anonymous calls with 401, as Lookup does outside the University's network.
//! - `.token_scope("https://api.example.org/lookup")` is a gateway that insists on a scope; `sandbox.token_scopes()` has
//!   those that were requested.
//!
//! Faults are statuses, delays, broken connections and broken responses. There is a program as well:
//! `cargo run -p ibis-sandbox -- --port 8080`. Tests without an async runtime use `start_blocking`.
//!
//! If you can reach the real server, the example `conformance` of this crate compares it with what the sandbox assumes,
//! and writes a report for an issue.
//!
//! # With a recording
//!
//! A [`Recording`](crate::Recording) around a connection writes calls and responses to a file, with names changed if need be.
//! [`Replaying`](crate::Replaying) answers from it: the test needs neither a network nor a sandbox.
//!
//! # With a connection of your own
//!
//! [`Connection`](crate::Connection) has one required method, in which every call ends. A double answers from a document, with no
//! server at all, and sees what the application asks:
//!
//! ```
//! # pub async fn greeting(people: &PersonMethods, crsid: &str) -> Result<String, Error> {
//! #     let person = people.get_person("crsid", crsid).await?;
//! #     Ok(person.map_or("Hello, stranger!".to_owned(), |person| format!("Hello, {}!", person.best_name())))
//! # }
//! use std::sync::{Arc, Mutex};
//!
//! use ibis_client::{BoxFuture, Call, Connection, Error, IbisResult, PersonMethods, person_methods};
//!
//! /// Gives the same answer to every call, and keeps the calls.
//! struct Canned {
//!     answer: IbisResult,
//!     calls: Mutex<Vec<Call>>,
//! }
//!
//! impl Connection for Canned {
//!     fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
//!         self.calls.lock().unwrap().push(call);
//!         Box::pin(async { Ok(self.answer.clone()) })
//!     }
//! }
//!
//! #[tokio::test]
//! # async fn the_attribute_is_for_show() {}
//! async fn the_visible_name_is_good_enough() -> Result<(), Box<dyn std::error::Error>> {
//!     let answer = IbisResult::from_json(
//!         r#"{"result": {"person": {
//!             "cancelled": false,
//!             "identifier": {"scheme": "crsid", "value": "abc1"},
//!             "visibleName": "A.B. Carpenter"
//!         }}}"#,
//!     )?;
//!     let conn = Arc::new(Canned { answer, calls: Mutex::default() });
//!
//!     assert_eq!(greeting(&PersonMethods::new(&conn), "abc1").await?, "Hello, A.B. Carpenter!");
//!
//!     let calls = conn.calls.lock().unwrap();
//!     assert_eq!(calls.len(), 1);
//!     assert_eq!(calls[0].path(), person_methods::GetPerson::ENDPOINT.path);
//!     assert_eq!(calls[0].path_param("identifier"), Some("abc1"));
//!     Ok(())
//! }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! #     the_visible_name_is_good_enough().await
//! # }
//! ```
//!
//! Where the answer depends on what was asked to be fetched, say so when decoding:
//! [`IbisResult::decoder`](crate::IbisResult::decoder) takes the fetch.
//!
//! A method group shows no type of its connection, and takes any: an application that holds a `PersonMethods` can be given
//! one or the other. A connection around another one (to count, to record, to remember answers) is made in the same way.
//!
//! The sandbox is the better choice where behaviour matters (rights, paging, errors, edits), the double where a
//! particular answer does.
