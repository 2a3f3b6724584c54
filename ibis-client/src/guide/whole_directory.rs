//! Reading all entries, looking up long lists of identifiers, and keeping a copy of the directory.
//!
//! # Pages
//!
//! [`all_people`](crate::PersonMethods::all_people) and the searches return one page. Calling `.pages()` on such a
//! request returns a [stream](crate::Pages) of all results. The stream fetches one page ahead, and holds at most two
//! pages:
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
//! Each person keeps their whole page in memory; store the result of `to_record` instead. To resume after an error,
//! pass [`last_identifier`](crate::Pages::last_identifier) to the setter `identifier` of a new request. Searches page
//! by offset, so edits made between two pages may cause results to be repeated or skipped.
//!
//! # Long lists of identifiers
//!
//! A URL may be at most 8,000 characters, enough for about 600 CRSids. Calling `.batched()` on `list_people`,
//! `list_insts` or `list_groups` sends as many calls as the list requires, several at a time, and joins the responses
//! into one graph:
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
//! Identifiers are sent as given. Write CRSids in lower case: Lookup may ignore case, but the sandbox does not. A single
//! invalid identifier, such as one that contains a comma, fails the whole request before anything is sent. `found` may
//! include cancelled people; check `cancelled()`.
//!
//! # Blocking programs
//!
//! With the feature `blocking`, iterate over `.pages()` with `for`, and call `.batched().send()`.
//!
//! # Copies of the directory
//!
//! [`mirror`](crate::mirror) loads the directory once, and then reads only the changes. The example `mirror` keeps
//! a copy in SQLite.
