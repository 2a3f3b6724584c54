//! How to use this crate, a page for each matter. There is no code in these modules.
//!
//! | page                                              | what it is about                                        |
//! |---------------------------------------------------|---------------------------------------------------------|
//! | [`fetch`]                                         | bringing attributes and related entities with a call    |
//! | [`results`]                                       | handles, records, and what absence means                |
//! | [`membership`]                                    | who may see it, and what "no" means                     |
//! | [`instead_of_a_loop`]                             | one request in place of hundreds                        |
//! | [`edits`]                                         | groups and their passwords, members, attributes         |
//! | [`whole_directory`]                               | pages, long lists of identifiers, a replica             |
//! | [`errors`]                                        | what can go wrong, and what is tried again              |
//! | [`testing`]                                       | an application's tests, without Lookup                  |
//! | [`gateway`]                                       | the University's API Gateway                            |
//! | [`migrating_from_python`]                         | the official Python client's calls, and what they are here |
//!
//! The examples on these pages are compiled and, but for those that name a real server, run against the sandbox.

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
