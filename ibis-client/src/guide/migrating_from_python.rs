//! Migrating from the official Python client: equivalent calls, and the differences.
//!
//! # Equivalents
//!
//! | `ibisclient` (Python)                        | this crate                                                          |
//! |----------------------------------------------|---------------------------------------------------------------------|
//! | `createConnection()`, with a group's name and password | [`from_env()`](crate::IbisClientConnection::from_env), or [`builder().credentials(Credentials::group(…))`](crate::Credentials::group) |
//! | `createConnection()`, anonymous              | [`api_gateway(id, secret)`](crate::IbisClientConnection::api_gateway), or [`production()`](crate::IbisClientConnection::production), which is anonymous and works only within the University's network |
//! | `createTestConnection()`                     | [`IbisClientConnection::test_server()`](crate::IbisClientConnection::test_server) |
//! | `createLocalConnection()`                    | [`IbisClientConnection::local()`](crate::IbisClientConnection::local) |
//! | `IbisClientConnection(host, port, url_base, check_certs)` | [`IbisClientConnection::new`](crate::IbisClientConnection::new), with the same parameters |
//! | `session=` (a `requests` session)            | the settings of [`IbisClientConnection::builder()`](crate::IbisClientConnection::builder) |
//! | `conn.set_username(u)`, `conn.set_password(p)` | the same; [`set_credentials`](crate::IbisClientConnection::set_credentials) changes both at once |
//! | `PersonMethods(conn)`                        | [`PersonMethods::new(&conn)`](crate::PersonMethods::new); also `InstitutionMethods`, `GroupMethods` and `IbisMethods` |
//! | `getPerson("crsid", "spqr1")`                | `get_person("crsid", "spqr1").await?`; all names are in snake_case  |
//! | `fetch="email,all_insts"`                    | `.fetch(fetch!(Person: email, all_insts))`, or the same string      |
//! | `limit=20`, `orderBy="identifier"`           | `.limit(20)`, `.order_by("identifier")`                             |
//! | `crsids="spqr1,mas1"`                        | `list_people(["spqr1", "mas1"])`, or any iterator                   |
//! | `addIds="usn/123456789"`                     | `.add_ids(["usn/123456789"])`                                       |
//! | `removeIds="all-members"`                    | `.remove_ids([MemberSelector::AllMembers])`, or the same string     |
//! | `getMembers("100656")`                       | `get_members("100656")`, with an id or a name                       |
//! | `a = IbisAttribute()`, `a.scheme = "email"`  | [`AttributeRecord::new("email").with_value(…)`](crate::AttributeRecord::new)    |
//! | `attribute.encoded_string()`                 | [`attribute.encode()`](crate::AttributeRecord::encode)                    |
//! | `person.visibleName`                         | `person.visible_name()`, or `person.best_name()` for a name that is never empty |
//! | `"UIS" in [i.instid for i in person.institutions]` | [`person.in_inst("UIS")?`](crate::Person::in_inst); see also [`in_group`](crate::Person::in_group) and [`has_member`](crate::Group::has_member) |
//! | `person.displayName`, `None` if missing      | `person.display_name()`, an `Option<&str>`                          |
//! | `person.identifier.value`                    | `person.identifier().value()`                                       |
//! | `person.institutions`, `None` if not fetched | `person.institutions()?`, an error if not fetched                   |
//! | `institution.id`, `group.id` (keys in the response) | `==`, which compares entities of the same response           |
//! | `person.is_staff()`, `person.is_student()`   | the same                                                            |
//! | `except IbisException as e`                  | `Err(error)`, an [`Error`](crate::Error); `error.service_error()` returns the service's own error |
//! | `e.get_error().status`                       | `error.status()`                                                    |
//! | `conn.invoke_method("GET", path, path_params, query_params, form_params)` | [`conn.invoke_method(Call::new(Method::Get, path)…)`](crate::Connection::invoke_method) |
//! | `result.value`, `result.people`, …           | `result.value()`, `result.people()`, …                              |
//! | `result.error` of `invoke_method`            | `Err(error)`, as for every call                                     |
//!
//! All 47 methods exist under the same names, in the same four groups: `IbisMethods`, `PersonMethods`,
//! `InstitutionMethods` and `GroupMethods`. Required parameters are arguments; optional ones are setters on the
//! request that a method returns, and `.await` sends the request. In Python, the methods that list the whole
//! directory require `includeCancelled`; here it is a setter, and defaults to `false`.
//!
//! CRSids are sent as given, and Lookup may ignore their case; the sandbox finds nobody under `SPQR1`. Convert the input
//! of users to lower case first: `input.trim().to_lowercase()`. Parsing a [`Crsid`](crate::Crsid) rejects upper-case
//! letters.
//!
//! # A program in both languages
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
//! Programs without an async runtime enable the feature `blocking` and call `send()` instead of `.await`:
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
//! A `Call` invokes an endpoint that is known only at run time:
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
//! [Declare](macro@crate::ibis_methods) an endpoint that is known at build time.
//!
//! # Workarounds to drop
//!
//! - **Checks for `None` after a fetch.** Reading a field that was not fetched is an error, which names the missing
//!   fetch. `None` and empty lists mean that the value does not exist.
//! - **Looking up the names of a fetch.** The compiler checks them.
//! - **Joining and encoding values.** List parameters take lists, and every value is percent-encoded. A list item
//!   that contains a comma is rejected instead of being sent as two items.
//! - **Loops for retries, and timeouts.** Both are built in, and [edits are never applied
//!   twice](crate::guide::edits).
//! - **One connection per thread.** All threads and tasks share one connection, and with it its limits.
//!
//! # Faults of the Python client
//!
//! | version 1.3.2 of the official client      | this crate |
//! |-------------------------------------------|------|
//! | never reads the email address of a group  | [`Group::email`](crate::Group::email) returns it |
//! | fails to upload a photo                   | [`AttributeRecord::with_binary_data`](crate::AttributeRecord::with_binary_data) takes bytes |
//! | encodes a space in a path as `+`, and lets `..` reach another endpoint | encodes a space as `%20`, and rejects `..` |
//! | rejects a response whose content type includes a charset | accepts it |
//! | raises an unrelated exception if a reference in a response does not resolve | returns [`Error::Decode`](crate::Error::Decode) with the position |
//! | waits forever for a server that does not respond | times out, by default after 60 seconds including all attempts |
//! | modifies the dictionaries passed to `invoke_method` | [`Params`](crate::Params) are owned by the call |
