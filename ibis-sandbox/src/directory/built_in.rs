//! The built-in directory: fictional, fixed, and small enough to read.

use super::{Directory, FixtureError, from_toml};

/// Reads the built-in directory, which has the format of fixtures.
pub(crate) fn built_in() -> Result<Directory, FixtureError> {
    from_toml(include_str!("built_in.toml"))
}
