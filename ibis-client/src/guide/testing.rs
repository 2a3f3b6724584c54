//! Testing an application with the sandbox, with recordings, or with a custom connection.
//!
//! For all three, the application accepts a method group, a connection or a base URL as a parameter:
//!
//! ```
//! use ibis_client::{Error, PersonMethods};
//!
//! /// A function of the application.
//! pub async fn greeting(people: &PersonMethods, crsid: &str) -> Result<String, Error> {
//!     let person = people.get_person("crsid", crsid).await?;
//!     Ok(match person {
//!         Some(person) => format!("Hello, {}!", person.best_name()),
//!         None => "Hello, stranger!".to_owned(),
//!     })
//! }
//! ```
//!
//! # Sandbox
//!
//! The crate `ibis-sandbox` is a server that behaves like Lookup, with all endpoints, searches, access rights and
//! edits, and with fictional people. Each test starts its own within milliseconds. The sandbox stops when it is
//! dropped.
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
//! async fn people_are_greeted() -> Result<(), Box<dyn std::error::Error>> {
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
//! async fn outages_are_reported() -> Result<(), Box<dyn std::error::Error>> {
//!     let sandbox = Sandbox::start().await?;
//!     let conn = IbisClientConnection::builder().base_url(sandbox.url()).retries(0).build()?;
//!
//!     sandbox.inject(Fault::status(503));
//!     let Err(error) = greeting(&PersonMethods::new(&conn), "mas1").await else { panic!("expected an error") };
//!     assert!(error.is_retryable());
//!
//!     // The sandbox keeps the requests that it received.
//!     let paths: Vec<String> = sandbox.requests().into_iter().map(|request| request.path).collect();
//!     assert_eq!(paths, ["/api/v1/person/crsid/mas1"]);
//!     Ok(())
//! }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! #     people_are_greeted().await?;
//! #     outages_are_reported().await
//! # }
//! ```
//!
//! `Sandbox::builder()` sets fixtures, group passwords, TLS, the size of a synthetic university, and the API Gateway.
//! It also covers three conditions that a program may first meet in production:
//!
//! - `.lql("person: in inst(UIS)", ["spqr1", "mas1"])` registers the result of an LQL query. The grammar of LQL is
//!   not public, so the sandbox rejects all other LQL queries.
//! - `.anonymous(false)` rejects anonymous calls with 401, as Lookup does outside the University's network.
//! - `.token_scope("https://api.example.org/lookup")` requires tokens with this scope; `sandbox.token_scopes()`
//!   returns the requested scopes.
//!
//! Faults include error statuses, delays, reset connections and malformed responses. Tests without an async runtime
//! call `start_blocking`. The sandbox is also a program: `cargo run -p ibis-sandbox -- --port 8080`.
//!
//! If you have access to the live server, the example `conformance` compares it with the sandbox and writes a report
//! that can be attached to an issue.
//!
//! # Recordings
//!
//! A [`Recording`](crate::Recording) wraps a connection and writes its calls and responses to a file.
//! [`Replaying`](crate::Replaying) responds from that file, so the test needs neither a network nor a sandbox. Run the
//! test that records once, with `cargo test record -- --ignored`, and commit the file:
//!
//! ```
//! # use ibis_client::Error;
//! # pub async fn greeting(people: &PersonMethods, crsid: &str) -> Result<String, Error> {
//! #     let person = people.get_person("crsid", crsid).await?;
//! #     Ok(person.map_or("Hello, stranger!".to_owned(), |person| format!("Hello, {}!", person.best_name())))
//! # }
//! use ibis_client::{IbisClientConnection, PersonMethods, Recording, Replaying};
//!
//! /// The recording. Tests run in the folder of the package, beside its `Cargo.toml`.
//! const FILE: &str = "tests/greeting.ndjson";
//!
//! #[tokio::test]
//! #[ignore = "records responses of Lookup"]
//! # async fn the_attributes_are_for_show() {}
//! async fn record() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = ibis_sandbox::Sandbox::start().await?;
//! # let conn = IbisClientConnection::builder().base_url(sandbox.url()).build()?;
//! # let _ = || -> Result<(), Error> {
//!     let conn = IbisClientConnection::from_env()?;
//! # Ok(()) };
//!     let recording = Recording::new(&conn, FILE)?.rewrite(|text| {
//!         text.replace("spqr1", "abc1").replace("Senata Populia Quirina", "Anna").replace("Romana", "Example")
//!     });
//!     greeting(&PersonMethods::new(recording), "spqr1").await?;
//!     Ok(())
//! }
//!
//! #[tokio::test]
//! # async fn the_attribute_is_for_show() {}
//! async fn people_are_greeted() -> Result<(), Box<dyn std::error::Error>> {
//!     let people = PersonMethods::new(Replaying::open(FILE)?);
//!     assert_eq!(greeting(&people, "abc1").await?, "Hello, Dr Anna Example!");
//!     Ok(())
//! }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! #     let folder = std::env::temp_dir().join(format!("ibis-guide-{}", std::process::id()));
//! #     std::fs::create_dir_all(folder.join("tests"))?;
//! #     std::env::set_current_dir(&folder)?;
//! #     record().await?;
//! #     people_are_greeted().await?;
//! #     Ok(std::fs::remove_dir_all(folder)?)
//! # }
//! ```
//!
//! The file contains whatever the service returned, including names within other values, such as email addresses and
//! initials, unless the `rewrite` function changes them. Read the file before committing it. A call that was not recorded
//! is an error that names the most similar call in the file.
//!
//! # Custom connections
//!
//! [`Connection`](crate::Connection) has one required method, through which every call passes. A test double can
//! return a fixed document without any server, and inspect the calls of the application:
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
//! /// Returns the same result for every call, and stores the calls.
//! struct Canned {
//!     result: IbisResult,
//!     calls: Mutex<Vec<Call>>,
//! }
//!
//! impl Connection for Canned {
//!     fn invoke_method(&self, call: Call) -> BoxFuture<'_, Result<IbisResult, Error>> {
//!         self.calls.lock().unwrap().push(call);
//!         Box::pin(async { Ok(self.result.clone()) })
//!     }
//! }
//!
//! #[tokio::test]
//! # async fn the_attribute_is_for_show() {}
//! async fn the_visible_name_is_good_enough() -> Result<(), Box<dyn std::error::Error>> {
//!     let result = IbisResult::from_json(
//!         r#"{"result": {"person": {
//!             "cancelled": false,
//!             "identifier": {"scheme": "crsid", "value": "abc1"},
//!             "visibleName": "A.B. Carpenter"
//!         }}}"#,
//!     )?;
//!     let conn = Arc::new(Canned { result, calls: Mutex::default() });
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
//! If the application reads fetched fields, pass the fetch to [`IbisResult::decoder`](crate::IbisResult::decoder)
//! when decoding the document.
//!
//! Method groups do not expose the type of their connection, so an application that holds a `PersonMethods` works
//! with any of them. A connection that wraps another one, for example to count or cache calls, implements the same
//! trait.
//!
//! Use the sandbox to test behaviour, such as access rights, paging, errors and edits. Use a test double to test the
//! handling of a particular response.
