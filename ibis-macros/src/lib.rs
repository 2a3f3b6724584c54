//! The proc-macros of `ibis-client`.
