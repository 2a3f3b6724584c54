//! Instead of a loop: one request where a program is about to make hundreds.
//!
//! A loop with an `.await` in it makes one call for each entry, plus the one that found the entries. Two hundred members at
//! 50 ms each take ten seconds, and the service does two hundred times the work. Two requests replace nearly all such loops.
//!
//! # What leads somewhere is a chain
//!
//! Who are the members of a group, and what are their email addresses and institutions?
//!
//! ```
//! use ibis_client::{Error, GroupMethods, IbisClientConnection, PersonMethods, fetch};
//! # use ibis_sandbox::Sandbox;
//!
//! /// One call, and then one for each member.
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
//! /// One call.
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
//! A chain may go on: `fetch!(Group: all_members.all_insts.managed_by_groups)` follows up to ten references. The response
//! holds each entity once, however many ways lead to it. The page [`fetch`](super::fetch) says more.
//!
//! # A list of identifiers is a batch
//!
//! Identifiers that come from elsewhere, such as a file, are one `list_people`. The service takes as many as fit into a
//! URL; [`.batched()`](crate::Batched) splits longer lists, makes the calls side by side and joins the results:
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
//! # What is left
//!
//! - Everybody, or everything that a search finds, is [`pages`](super::whole_directory), not a counter.
//! - The same question again and again, as at each log-in, is a [`Cached`](crate::Cached) connection.
//! - A copy of the directory is a [`mirror`](crate::mirror).
