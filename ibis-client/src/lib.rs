//! A client for Lookup.
