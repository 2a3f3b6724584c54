//! Coming from the official Python client: what its calls are here, and what is different.
//!
//! # Side by side
//!
//! | `ibisclient` (Python)                        | here                                                                |
//! |----------------------------------------------|---------------------------------------------------------------------|
//! | `createConnection()`, with a group's name and password | [`from_env()`](crate::IbisClientConnection::from_env), or [`builder().credentials(Credentials::group(…))`](crate::Credentials::group) |
//! | `createConnection()`, anonymously            | [`api_gateway(id, secret)`](crate::IbisClientConnection::api_gateway); [`production()`](crate::IbisClientConnection::production) is anonymous, from the University's network alone |
//! | `createTestConnection()`                     | [`IbisClientConnection::test_server()`](crate::IbisClientConnection::test_server) |
//! | `createLocalConnection()`                    | [`IbisClientConnection::local()`](crate::IbisClientConnection::local) |
//! | `IbisClientConnection(host, port, url_base, check_certs)` | [`IbisClientConnection::new`](crate::IbisClientConnection::new), of the same parameters |
//! | `session=` (a session of `requests`)         | [`IbisClientConnection::builder()`](crate::IbisClientConnection::builder) and its settings |
//! | `conn.set_username(u)`, `conn.set_password(p)` | the same; [`set_credentials`](crate::IbisClientConnection::set_credentials) changes both at once |
//! | `PersonMethods(conn)`                        | [`PersonMethods::new(&conn)`](crate::PersonMethods::new); so for the other three |
//! | `getPerson("crsid", "spqr1")`                | `get_person("crsid", "spqr1").await?`: names in snake_case          |
//! | `fetch="email,all_insts"`                    | `.fetch(fetch!(Person: email, all_insts))`, or the same text        |
//! | `limit=20`, `orderBy="identifier"`           | `.limit(20)`, `.order_by("identifier")`                             |
//! | `crsids="spqr1,mas1"`                        | `list_people(["spqr1", "mas1"])`: any iterator                      |
//! | `addIds="usn/123456789"`                     | `.add_ids(["usn/123456789"])`                                       |
//! | `removeIds="all-members"`                    | `.remove_ids([MemberSelector::AllMembers])`, or the same text       |
//! | `getMembers("100656")`                       | `get_members("100656")`: an id or a name                            |
//! | `a = IbisAttribute()`, `a.scheme = "email"`  | [`AttributeRecord::new("email").with_value(…)`](crate::AttributeRecord::new)    |
//! | `attribute.encoded_string()`                 | [`attribute.encode()`](crate::AttributeRecord::encode)                    |
//! | `person.visibleName`                         | `person.visible_name()`; `person.best_name()` where there has to be a name |
//! | `"UIS" in [i.instid for i in person.institutions]` | [`person.in_inst("UIS")?`](crate::Person::in_inst); [`in_group`](crate::Person::in_group), [`has_member`](crate::Group::has_member) |
//! | `person.displayName`, `None` if there is none | `person.display_name()`, an `Option<&str>`                         |
//! | `person.identifier.value`                    | `person.identifier().value()`                                       |
//! | `person.institutions`, `None` if not fetched | `person.institutions()?`, an error if not fetched                   |
//! | `institution.id`, `group.id` (of the document) | `==` says whether two are the same entity                         |
//! | `person.is_staff()`, `person.is_student()`   | the same                                                            |
//! | `except IbisException as e`                  | `Err(error)`, an [`Error`](crate::Error); `error.service_error()` for the service's own |
//! | `e.get_error().status`                       | `error.status()`                                                    |
//! | `conn.invoke_method("GET", path, path_params, query_params, form_params)` | [`conn.invoke_method(Call::new(Method::Get, path)…)`](crate::Connection::invoke_method) |
//! | `result.value`, `result.people`, …           | `result.value()`, `result.people()`, …                              |
//! | `result.error` of `invoke_method`            | `Err(error)`, as of every call                                      |
//!
//! All 47 methods are here under their own names, in four groups as there: `IbisMethods`, `PersonMethods`,
//! `InstitutionMethods` and `GroupMethods`. Parameters without which a call makes no sense are arguments; the others are
//! setters on what the method returns, and `.await` sends it. `includeCancelled` of the methods that list everything, which
//! has to be given there, is a setter here and false by default.
//!
//! # A program, before and after
//!
//! ```python
//! conn = createConnection()
//! conn.set_username("uis-editors")
//! conn.set_password(password)
//!
//! person = PersonMethods(conn).getPerson("crsid", "spqr1", fetch="email,all_insts")
//! if person:
//!     print(person.visibleName, [a.value for a in person.attributes])
//!     for inst in person.institutions:
//!         print(inst.name)
//! ```
//!
//! ```
//! use ibis_client::{Credentials, IbisClientConnection, PersonMethods, fetch};
//! # use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, Sandbox};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = Sandbox::start().await?;
//! # let password = EDITOR_PASSWORD;
//! # let credentials = Credentials::group(EDITOR_GROUP, EDITOR_PASSWORD);
//! # let conn = IbisClientConnection::builder().base_url(sandbox.url()).credentials(credentials).build()?;
//! # let _ = || -> Result<(), ibis_client::Error> {
//! let conn = IbisClientConnection::builder().credentials(Credentials::group("uis-editors", password)).build()?;
//! # Ok(()) };
//!
//! let person = PersonMethods::new(&conn).get_person("crsid", "spqr1").fetch(fetch!(Person: email, all_insts)).await?;
//! if let Some(person) = person {
//!     println!("{} {:?}", person.best_name(), person.values_of("email")?.collect::<Vec<_>>());
//!     for inst in person.institutions()? {
//!         println!("{}", inst.name());
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Programs without an async runtime enable the feature `blocking` and write `send()` for `.await`:
//!
//! ```
//! # #[cfg(feature = "blocking")]
//! # fn example() -> Result<(), ibis_client::Error> {
//! use ibis_client::{IbisClientConnection, PersonMethods};
//!
//! let conn = IbisClientConnection::from_env()?;
//! let person = PersonMethods::new(&conn).get_person("crsid", "spqr1").send()?;
//! # Ok(())
//! # }
//! ```
//!
//! A call by hand, of an endpoint that is known only at run time:
//!
//! ```
//! use ibis_client::{Call, Connection, Method, Params};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = ibis_sandbox::Sandbox::start().await?;
//! # let conn = ibis_client::IbisClientConnection::builder().base_url(sandbox.url()).build()?;
//! let call = Call::new(Method::Get, "api/v1/person/%(scheme)s/%(identifier)s")
//!     .path_params(Params::new().with("scheme", "crsid").with("identifier", "spqr1"))
//!     .query_params(Params::new().with("fetch", "email"));
//! let result = conn.invoke_method(call).await?;
//! assert!(result.person().is_some());
//! # Ok(())
//! # }
//! ```
//!
//! An endpoint that is known beforehand is better [declared](macro@crate::ibis_methods).
//!
//! # What to unlearn
//!
//! - **Test for what was not fetched.** It is an error here, which names the fetch; `None` and an empty list mean that there
//!   is nothing.
//! - **Look up what a `fetch` may name.** The compiler knows.
//! - **Join and encode.** Lists are lists, and every value is percent-encoded; one with a comma in it is refused, not sent as
//!   two.
//! - **Wrap calls in loops that try again, and in timeouts.** There are both, and [no edit is made twice](crate::guide::edits).
//! - **Make a connection for each thread.** One is for all threads and tasks; its settings hold for all of them together.
//!
//! # What was a fault there
//!
//! | with version 1.3.2 of the official client | here |
//! |-------------------------------------------|------|
//! | the email of a group is never there        | [`Group::email`](crate::Group::email) has it |
//! | a photo cannot be uploaded                 | [`AttributeRecord::with_binary_data`](crate::AttributeRecord::with_binary_data) takes bytes |
//! | a space in a path becomes `+`, and `..` leads to another endpoint | it is `%20`; `..` is refused |
//! | an answer whose content type names a charset is refused | it is read |
//! | a reference that leads nowhere in an answer ends in an exception of Python's | [`Error::Decode`](crate::Error::Decode) with the place |
//! | a server that never answers is waited for without end | 60 seconds by default, with all attempts |
//! | the dictionaries that one passes to `invoke_method` are changed | [`Params`](crate::Params) are the call's own |
