//! Edits: as whom, of what, and what to do when nobody knows whether one was made.
//!
//! # As a group
//!
//! Lookup is edited by groups that have a password. Which ones may edit what is set in Lookup itself: a group edits the
//! groups and the institutions that it manages, and the people of those institutions.
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
//! A password goes over HTTPS to a server whose certificate was checked, or to this machine; a connection that would send
//! it otherwise is refused when it is built. It is in no log and in no error.
//! [`set_credentials`](crate::IbisClientConnection::set_credentials) changes it for the calls from then on.
//!
//! Without the right to an edit the error's [`status`](crate::Error::status) is 403, without credentials it is 401.
//!
//! # Members of a group
//!
//! One call removes and adds, in this order and in one step, and returns the direct members that there are then.
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
//! // All members are exchanged for others:
//! let everybody = [MemberSelector::AllMembers];
//! let members = groups.update_direct_members("demonstrators").remove_ids(everybody).add_ids(["mas1"]).await?;
//! assert_eq!(members.len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! The example `group_sync` of this crate makes a group equal to a list: it changes the difference alone, so that what
//! somebody else edits meanwhile stays. Only direct members can be edited. A group whose members are those of an institution
//! has none.
//!
//! # Attributes
//!
//! An attribute of a person or an institution is added, replaced, and deleted by the number that the service gave it. The
//! service returns it as it stored it.
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
//! let attrid = added.attrid.ok_or("the service gives a number")?;
//!
//! let moved = added.with_value("Office 14\nThe Turntable Building");
//! people.update_attribute("crsid", "spqr1", attrid, &moved).await?;
//! assert!(people.delete_attribute("crsid", "spqr1", attrid).await?);
//! # Ok(())
//! # }
//! ```
//!
//! Dates are those of the crate `jiff`. A photo is an attribute with bytes: `AttributeRecord::new("jpegPhoto").with_binary_data(bytes)`. An attribute that is just like
//! one that is there is not added again, unless `allow_duplicates(true)` says so.
//!
//! The service asks for a `commit_comment` with every edit, for its history.
//!
//! # Was it made?
//!
//! A connection repeats calls that failed on the way, but never an edit of which anything was sent: it might be made twice.
//! So an edit may fail with its outcome unknown, and [`outcome_unknown`](crate::Error::outcome_unknown) tells. Then look
//! before repeating it. Here the service makes the edit, and the answer is lost:
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
//!         let made = PersonMethods::new(&conn).is_member_of_group("crsid", "mas1", "demonstrators").await?;
//!         println!("{}", if made { "made, though nobody said so" } else { "not made: try again" });
//! #       assert!(made);
//!     }
//!     Err(error) => return Err(error.into()),
//! }
//! # assert_eq!(sandbox.requests().len(), 2);
//! # Ok(())
//! # }
//! ```
