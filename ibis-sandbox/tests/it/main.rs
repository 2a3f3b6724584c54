//! The sandbox as a client meets it: over HTTP, from outside.

mod concurrency;
mod editing;
mod faults;
mod fetching;
mod fixtures;
mod formats;
mod gateway;
mod hostile;
mod official_clients;
mod program;
mod reading;
mod searching;
mod support;
mod synthetic;
mod tls;
mod visibility;
