//! Checking membership: who may see it, and what "no" means.
//!
//! A person can be asked for their institutions and groups, or a group for its members. One call brings everything that a
//! program compares:
//!
//! ```
//! use ibis_client::{Credentials, IbisClientConnection, PersonMethods, fetch};
//! # use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, Sandbox};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = Sandbox::start().await?;
//! # let credentials = Credentials::group(EDITOR_GROUP, EDITOR_PASSWORD);
//! # let conn = IbisClientConnection::builder().base_url(sandbox.url()).credentials(credentials).build()?;
//! let request = PersonMethods::new(&conn).get_person("crsid", "spqr1");
//! let person = request.fetch(fetch!(Person: all_insts, all_groups)).await?.ok_or("no such person")?;
//!
//! assert!(person.in_inst("UIS")?);
//! assert!(person.in_group("uis-managers")?);
//! // By its id, a group is the same. Zeros at the start of an id matter.
//! assert!(person.in_group("100005")?);
//! # Ok(())
//! # }
//! ```
//!
//! Asking for a field that was not fetched is an error ([`NotFetched`](crate::NotFetched)), so a forgotten fetch never
//! looks like "not a member". [`Person::in_group`](crate::Person::in_group) and
//! [`Group::has_member`](crate::Group::has_member) count members through included groups, as the service does.
//!
//! # A hidden membership looks like none
//!
//! People may hide their membership of a group. To a caller that may not see it, the person is missing from the members,
//! the group is missing from the person's groups, and
//! [`is_member_of_group`](crate::PersonMethods::is_member_of_group) is false. No error or marker tells the two cases apart.
//!
//! ```
//! use ibis_client::{Credentials, GroupMethods, IbisClientConnection, fetch};
//! use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, Sandbox};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start().await?;
//! let connect = |credentials| {
//!     IbisClientConnection::builder().base_url(sandbox.url()).credentials(credentials).build()
//! };
//! let anybody = GroupMethods::new(connect(Credentials::anonymous())?);
//! let reader = GroupMethods::new(connect(Credentials::group(EDITOR_GROUP, EDITOR_PASSWORD))?);
//!
//! for (groups, sees_all) in [(anybody, false), (reader, true)] {
//!     let request = groups.get_group("kazoo-society").fetch(fetch!(Group: all_members));
//!     let group = request.await?.ok_or("no such group")?;
//!     assert!(group.has_member("bq201")?);
//!     // `ds204` is a member who hides it.
//!     assert_eq!(group.has_member("ds204")?, sees_all);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What a program may conclude
//!
//! | the response says | the program may                                                            |
//! |-------------------|----------------------------------------------------------------------------|
//! | a member          | add a privilege                                                            |
//! | not a member      | leave the privilege out, and say that membership could not be seen         |
//! | not a member, to a caller that sees all members | deny, disable or delete                      |
//! | an error          | nothing: keep what it knew, or a verdict that was configured for outages   |
//!
//! Unless the caller sees all members, absence must not delete an account or remove somebody from a mailing list.
//!
//! Two examples of this crate follow these rules: `login`, a web service that tells "no" from "cannot tell", and
//! `sync_table`, which disables the accounts of those who left.
//!
//! # How to be allowed to see all members
//!
//! A caller sees all members of a group if its own group is among those that manage the group
//! ([`managed_by_groups`](crate::Group::managed_by_groups)) or read it
//! ([`read_by_groups`](crate::Group::read_by_groups)). Ask a manager of the group to add yours to its readers, and connect with
//! your group's name and password ([`Credentials::group`](crate::Credentials::group)). An application at the API Gateway
//! sees what its registration allows.
//!
//! Cancelled people and groups are no part of a membership: they are left out for everybody.
