//! A connection through its public face: as whom, to where, and what becomes of each kind of answer.

mod answers;
mod calls;
mod credentials;
mod debug;
mod holders;
mod targets;
mod timeouts;
