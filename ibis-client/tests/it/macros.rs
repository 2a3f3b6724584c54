//! The macros as users meet them: their messages, what rustc says of what they make, and other names of this crate.

mod compiler;
mod names;
mod rustc;
mod ui;
