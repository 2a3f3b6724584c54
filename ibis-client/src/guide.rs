//! Guides to this crate, one page per topic. These modules contain only documentation.
//!
//! | page                        | topic                                                              |
//! |-----------------------------|--------------------------------------------------------------------|
//! | [`gateway`]                 | connecting through the University's API Gateway                    |
//! | [`fetch`]                   | fetching attributes and related entities with a call               |
//! | [`results`]                 | handles, records and missing values                                |
//! | [`membership`]              | checking memberships that may be hidden                            |
//! | [`instead_of_a_loop`]       | replacing a loop of calls with one or two requests                 |
//! | [`edits`]                   | group passwords, members, attributes and unknown outcomes          |
//! | [`whole_directory`]         | pages, long lists of identifiers and copies of the directory       |
//! | [`errors`]                  | kinds of errors, and retries                                       |
//! | [`testing`]                 | testing an application without Lookup                              |
//! | [`migrating_from_python`]   | the equivalents of the official Python client's calls              |
//!
//! The examples on these pages are compiled and run against the sandbox, except those that connect to a live server.

pub mod edits;
pub mod errors;
pub mod fetch;
pub mod gateway;
pub mod instead_of_a_loop;
pub mod membership;
pub mod migrating_from_python;
pub mod results;
pub mod testing;
pub mod whole_directory;
