//! The JSON path of the decoder's current position.

use std::fmt::Write as _;

/// A path that is kept only if `TRACED`: the first pass over a document does without.
#[derive(Debug, Default)]
pub(super) struct Path<const TRACED: bool> {
    steps: Vec<Step>,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Field(&'static str),
    Index(usize),
}

impl<const TRACED: bool> Path<TRACED> {
    pub(super) fn enter_field(&mut self, name: &'static str) {
        if TRACED {
            self.steps.push(Step::Field(name));
        }
    }

    pub(super) fn enter_index(&mut self, index: usize) {
        if TRACED {
            self.steps.push(Step::Index(index));
        }
    }

    pub(super) fn leave(&mut self) {
        if TRACED {
            self.steps.pop();
        }
    }

    pub(super) fn render(&self) -> String {
        let mut path = String::from("$");
        for step in &self.steps {
            _ = match step {
                Step::Field(name) => write!(path, ".{name}"),
                Step::Index(index) => write!(path, "[{index}]"),
            };
        }
        shortened(path)
    }
}

/// Shortens a path that is too long to read to its start and its end.
fn shortened(path: String) -> String {
    const END: usize = 100;
    match (path.get(..END), path.len().checked_sub(END).and_then(|start| path.get(start..))) {
        (Some(start), Some(end)) if path.len() > 2 * END => format!("{start}…{end}"),
        _ => path,
    }
}
