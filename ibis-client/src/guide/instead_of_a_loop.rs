//! Replacing a loop of calls with one or two requests.
//!
//! A loop with an `.await` in its body sends one request per entry. For 200 members at 50 ms each, that takes ten
//! seconds, and puts 200 times the load on the service. A fetch or a batch replaces almost every such loop.
//!
//! # Follow references with a fetch
//!
//! Both functions below return the members of a group with the number of their institutions:
//!
//! ```
//! use ibis_client::{Error, GroupMethods, IbisClientConnection, PersonMethods, fetch};
//! # use ibis_sandbox::Sandbox;
//!
//! /// Sends one call, and another for each member.
//! async fn with_a_loop(conn: &IbisClientConnection) -> Result<Vec<(String, usize)>, Error> {
//!     let people = PersonMethods::new(conn);
//!     let mut rows = Vec::new();
//!     for member in GroupMethods::new(conn).get_members("uis-members").await? {
//!         let crsid = member.identifier().value();
//!         let person = people.get_person("crsid", crsid).fetch(fetch!(Person: email, all_insts)).await?;
//!         if let Some(person) = person {
//!             rows.push((crsid.to_owned(), person.institutions()?.len()));
//!         }
//!     }
//!     Ok(rows)
//! }
//!
//! /// Sends one call.
//! async fn with_a_chain(conn: &IbisClientConnection) -> Result<Vec<(String, usize)>, Error> {
//!     let request = GroupMethods::new(conn).get_members("uis-members");
//!     let members = request.fetch(fetch!(Person: email, all_insts)).await?;
//!     let row = |person: &ibis_client::Person| {
//!         Ok((person.identifier().value().to_owned(), person.institutions()?.len()))
//!     };
//!     members.iter().map(row).collect()
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = Sandbox::start().await?;
//! # let conn = IbisClientConnection::builder().base_url(sandbox.url()).build()?;
//! let rows = with_a_chain(&conn).await?;
//! assert_eq!(sandbox.requests().len(), 1);
//! assert_eq!(with_a_loop(&conn).await?, rows);
//! assert_eq!(sandbox.requests().len(), 1 + 1 + rows.len());
//! # Ok(())
//! # }
//! ```
//!
//! Chains may be longer: `fetch!(Group: all_members.all_insts.managed_by_groups)`, for example, follows three
//! references, and up to ten are allowed. The response contains each entity once, even if several chains reach it.
//! See [`fetch`](super::fetch).
//!
//! # Look up identifiers with a batch
//!
//! To look up many identifiers, for example from a file, call `list_people` once. The service accepts as many as fit
//! in a URL; [`.batched()`](crate::Batched) splits longer lists, runs the calls concurrently and joins the results:
//!
//! ```
//! use ibis_client::{IbisClientConnection, PersonMethods, fetch};
//! # use ibis_sandbox::Sandbox;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = Sandbox::start().await?;
//! # let conn = IbisClientConnection::builder().base_url(sandbox.url()).build()?;
//! let wanted: Vec<String> = (0..1000).map(|i| if i == 7 { "spqr1".into() } else { format!("x{i}") }).collect();
//! let request = PersonMethods::new(&conn).list_people(wanted).fetch(fetch!(Person: email));
//! let batch = request.batched().await?;
//! assert_eq!(batch.found.len(), 1);
//! assert!(sandbox.requests().len() < 10);
//! # Ok(())
//! # }
//! ```
//!
//! # Other cases
//!
//! - To read everyone, or all results of a search, use [`pages`](super::whole_directory) rather than a loop over
//!   `offset`.
//! - To avoid repeating the same call, for example at each log-in, use a [`Cached`](crate::Cached) connection.
//! - To keep a copy of the directory, use [`mirror`](crate::mirror).
