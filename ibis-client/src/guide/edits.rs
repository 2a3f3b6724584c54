//! Editing people, institutions and groups, and handling edits whose outcome is unknown.
//!
//! # Authenticate as a group
//!
//! Edits are made on behalf of a Lookup group that has a password. A group may edit the groups and institutions that
//! it manages, and the people in those institutions; these rights are granted in Lookup itself.
//!
//! ```no_run
//! use ibis_client::{Credentials, IbisClientConnection};
//!
//! # fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let password = std::env::var("IBIS_PASSWORD")?;
//! let conn = IbisClientConnection::builder().credentials(Credentials::group("uis-editors", password)).build()?;
//! # Ok(())
//! # }
//! ```
//!
//! The connection sends the password only over HTTPS to a server with a trusted certificate, or to the local machine;
//! for any other server, `build` returns an error. Logs and errors never contain the password. Call
//! [`set_credentials`](crate::IbisClientConnection::set_credentials) to change it for later calls.
//!
//! The [`status`](crate::Error::status) of an error is 401 if an edit has no credentials, and 403 if the group does
//! not have the necessary rights.
//!
//! # Edit the members of a group
//!
//! A single call removes and adds members in one step, removals first, and returns the resulting direct members.
//!
//! ```
//! use ibis_client::{Credentials, GroupMethods, IbisClientConnection, MemberSelector};
//! # use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, Sandbox};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = Sandbox::start().await?;
//! # let editor = Credentials::group(EDITOR_GROUP, EDITOR_PASSWORD);
//! # let conn = IbisClientConnection::builder().base_url(sandbox.url()).credentials(editor).build()?;
//! let groups = GroupMethods::new(&conn);
//! let members = groups
//!     .update_direct_members("demonstrators")
//!     .remove_ids(["as901"])
//!     .add_ids(["mas1", "usn/300000001"])
//!     .commit_comment("The rota of Lent term")
//!     .await?;
//! let crsids: Vec<String> = members.iter().map(|person| person.identifier().to_string()).collect();
//! assert_eq!(crsids, ["bbyte2", "mas1", "spqr1"]);
//!
//! // Replace all direct members:
//! let everybody = [MemberSelector::AllMembers];
//! let members = groups.update_direct_members("demonstrators").remove_ids(everybody).add_ids(["mas1"]).await?;
//! assert_eq!(members.len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! Lookup may ignore identifiers of people who do not exist or have been cancelled, as the sandbox does, and return no
//! error: compare the returned members with the people that you wanted.
//!
//! Only direct members can be edited. A group that represents the membership of an institution has none. To make the
//! members of a group equal to a list, see the example `group_sync`: it sends only the difference, so concurrent
//! edits by others are kept.
//!
//! # Edit attributes
//!
//! People and institutions have attributes. When an attribute is added, the service assigns it an id, which later
//! calls use to replace or delete the attribute. `add_attribute` and `update_attribute` return the attribute
//! as the service stored it.
//!
//! ```
//! use ibis_client::{AttributeRecord, PersonMethods, Visibility};
//! # use ibis_client::{Credentials, IbisClientConnection};
//! # use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, Sandbox};
//! use jiff::civil::date;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = Sandbox::start().await?;
//! # let editor = Credentials::group(EDITOR_GROUP, EDITOR_PASSWORD);
//! # let conn = IbisClientConnection::builder().base_url(sandbox.url()).credentials(editor).build()?;
//! let people = PersonMethods::new(&conn);
//! let office = AttributeRecord::new("address")
//!     .with_value("Office 13\nThe Turntable Building")
//!     .with_visibility(Visibility::University)
//!     .with_effective_to(date(2030, 9, 30));
//!
//! let added = people
//!     .add_attribute("crsid", "spqr1", office)
//!     .position(1)
//!     .commit_comment("Moved next door")
//!     .await?;
//! let attrid = added.attrid.ok_or("the attribute has no id")?;
//!
//! let moved = added.with_value("Office 14\nThe Turntable Building");
//! people.update_attribute("crsid", "spqr1", attrid, &moved).await?;
//! assert!(people.delete_attribute("crsid", "spqr1", attrid).await?);
//! # Ok(())
//! # }
//! ```
//!
//! Dates are values of the crate `jiff`. A photo is an attribute with bytes:
//! `AttributeRecord::new("jpegPhoto").with_binary_data(bytes)`. An attribute that is identical to an existing one is
//! added only with `allow_duplicates(true)`.
//!
//! The service asks for a `commit_comment` with every edit, and keeps it in the directory's history.
//!
//! # Handle an unknown outcome
//!
//! A connection retries failed calls, but never an edit that the server may have received, because the edit could be
//! applied twice. If such an edit fails, [`outcome_unknown`](crate::Error::outcome_unknown) returns `true` for the
//! error. Check whether the edit was applied before you repeat it. In this example the service applies the edit, but
//! the response is lost:
//!
//! ```
//! # use ibis_client::{Credentials, IbisClientConnection};
//! use ibis_client::{GroupMethods, PersonMethods};
//! # use ibis_sandbox::{EDITOR_GROUP, EDITOR_PASSWORD, Fault, Sandbox};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = Sandbox::start().await?;
//! # let editor = Credentials::group(EDITOR_GROUP, EDITOR_PASSWORD);
//! # let conn = IbisClientConnection::builder().base_url(sandbox.url()).credentials(editor).build()?;
//! # sandbox.inject(Fault::reset().times(1));
//! match GroupMethods::new(&conn).update_direct_members("demonstrators").add_ids(["mas1"]).await {
//!     Ok(members) => println!("{} members", members.len()),
//!     Err(error) if error.outcome_unknown() => {
//!         let applied = PersonMethods::new(&conn).is_member_of_group("crsid", "mas1", "demonstrators").await?;
//!         println!("{}", if applied { "applied" } else { "not applied: try again" });
//! #       assert!(applied);
//!     }
//!     Err(error) => return Err(error.into()),
//! }
//! # assert_eq!(sandbox.requests().len(), 2);
//! # Ok(())
//! # }
//! ```
