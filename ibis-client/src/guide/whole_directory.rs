//! Everybody, long lists of identifiers, and a replica.
//!
//! # Page by page
//!
//! [`all_people`](crate::PersonMethods::all_people) and the searches give one page. `.pages()` on such a request is a
//! [stream](crate::Pages) over all of them, which fetches the next page while one is taken and holds two at the most:
//!
//! ```
//! use ibis_client::{IbisClientConnection, PersonMethods, fetch};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = ibis_sandbox::Sandbox::start().await?;
//! # let conn = IbisClientConnection::builder().base_url(sandbox.url()).build()?;
//! let people = PersonMethods::new(&conn);
//! let mut everybody = people.all_people().limit(500).fetch(fetch!(Person: email)).pages();
//! let mut with_email = 0;
//! while let Some(person) = everybody.next().await {
//!     with_email += usize::from(person?.attributes()?.next().is_some());
//! }
//! # assert!(with_email > 0);
//! # Ok(())
//! # }
//! ```
//!
//! Each person keeps the whole page alive: store what `to_record` makes of them. After an error, a new request
//! reads on after [`last_identifier`](crate::Pages::last_identifier). A search reads on by offset: what is edited meanwhile may
//! make it repeat or miss results.
//!
//! # Any number of identifiers
//!
//! A URL is limited to 8,000 characters, some 600 CRSids. `.batched()` on `list_people`, `list_insts` and
//! `list_groups` makes as many calls as are needed, a few at once, and joins the answers into one graph:
//!
//! ```
//! use ibis_client::{IbisClientConnection, PersonMethods, fetch};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = ibis_sandbox::Sandbox::start().await?;
//! # let conn = IbisClientConnection::builder().base_url(sandbox.url()).build()?;
//! let crsids = (1000..3000).map(|number| format!("ab{number}")).chain(["spqr1".to_owned()]);
//! let request = PersonMethods::new(&conn).list_people(crsids).fetch(fetch!(Person: all_insts));
//! let batch = request.batched().await?;
//! assert_eq!((batch.found.len(), batch.not_found.len()), (1, 2000));
//! # Ok(())
//! # }
//! ```
//!
//! # Without an async runtime
//!
//! With the feature `blocking`, `.pages()` is iterated with `for`, and `.batched().send()` waits.
//!
//! # A replica
//!
//! [`mirror`](crate::mirror) loads the directory once and then reads only what changed; the example `mirror` keeps one in
//! SQLite.
