//! Calls over a fake transport, in paused time.

mod edits;
mod fake;
mod gateway;
mod headers;
mod limits;
mod reads;
mod stalled;
mod time;
