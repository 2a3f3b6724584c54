//! The sandbox as clients see it, over HTTP.

mod concurrency;
mod editing;
mod exposure;
mod faults;
mod fetching;
mod fixtures;
mod formats;
mod gateway;
mod hostile;
mod lql;
mod memberships;
mod official_clients;
// It is stopped by a signal.
#[cfg(unix)]
mod program;
mod reading;
mod real_programs;
mod schemes;
mod searching;
mod support;
mod synthetic;
mod tls;
mod visibility;
