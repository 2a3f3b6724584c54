//! Calls over a transport of the tests' own, in time that does not pass by itself.

mod edits;
mod fake;
mod gateway;
mod headers;
mod limits;
mod reads;
mod resting;
mod time;
