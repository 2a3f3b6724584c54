//! Checking whether a person belongs to an institution or group, and handling hidden memberships.
//!
//! A program can fetch a person's institutions and groups, or the members of a group. One call is enough for several
//! checks:
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
//! // A group may also be given by id. Leading zeros are significant.
//! assert!(person.in_group("100005")?);
//! # Ok(())
//! # }
//! ```
//!
//! Without the fetch, these methods return a [`NotFetched`](crate::NotFetched) error, so a forgotten fetch is never
//! mistaken for "not a member". As in the service, [`Person::in_group`](crate::Person::in_group) and
//! [`Group::has_member`](crate::Group::has_member) include members of included groups.
//!
//! # Hidden memberships
//!
//! People may hide their membership of a group. If the caller may not see a membership, the group's members do not
//! include the person, the person's groups do not include the group, and
//! [`is_member_of_group`](crate::PersonMethods::is_member_of_group) returns `false`. The response does not show that
//! anything is hidden.
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
//!     // `ds204` hides their membership.
//!     assert_eq!(group.has_member("ds204")?, sees_all);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Act on the result
//!
//! | result                                         | safe action                                                     |
//! |------------------------------------------------|-----------------------------------------------------------------|
//! | a member                                       | grant a privilege                                               |
//! | not a member                                   | withhold the privilege, and report that no membership is visible |
//! | not a member, and the caller sees all members  | deny, disable or delete                                         |
//! | an error                                       | keep the previous state, or apply a policy for outages          |
//!
//! Do not delete an account or remove a person from a mailing list because a membership is missing, unless the caller
//! sees all members of the group.
//!
//! Two examples of this crate follow these rules: `login` tells "not a member" from "unknown", and `sync_table`
//! disables the accounts of people who have left.
//!
//! # See all members
//!
//! A caller sees all members of a group if its own group is one of those that manage the group
//! ([`managed_by_groups`](crate::Group::managed_by_groups)) or read it
//! ([`read_by_groups`](crate::Group::read_by_groups)). Ask a manager of the group to add your group to its readers,
//! and connect with your group's name and password ([`Credentials::group`](crate::Credentials::group)). The
//! registration of an application at the API Gateway determines which members the application sees.
//!
//! Cancelled people and groups are omitted from memberships for all callers.
//!
//! # Misspelt names
//!
//! The members of a group or institution that does not exist may be an empty list, as in the sandbox, so a misspelt name
//! looks like an empty group. `get_group(name).fetch(fetch!(Group: direct_members))` tells the two apart: it returns
//! `None` if the group does not exist.
