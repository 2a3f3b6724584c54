//! An embedded stand-in for the Lookup server.
