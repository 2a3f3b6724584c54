//! The built-in directory: fictional, the same at every start, small enough to read.

use super::{Directory, FixtureError, from_toml};

/// Reads the built-in directory, which is written as a user would write fixtures.
pub(crate) fn built_in() -> Result<Directory, FixtureError> {
    from_toml(include_str!("built_in.toml"))
}
