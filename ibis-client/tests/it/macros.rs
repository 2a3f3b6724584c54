//! The macros as users meet them: their messages, rustc's messages about their output, and renamed crates.

mod compiler;
mod names;
mod rustc;
mod ui;
