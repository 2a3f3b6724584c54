//! Descriptions of the document -> doc comments.

use std::collections::BTreeMap;

use super::code::{Code, put};
use crate::lower::layout;
use crate::model::MethodsSrc;

/// The longest line, as in rustfmt.toml.
const WIDTH: usize = 110;

/// Writes doc comments, and knows which code in a description names something that has another name in Rust.
#[derive(Debug, Default)]
pub(super) struct Docs {
    methods: BTreeMap<String, Method>,
}

/// Where the method of an operation is.
#[derive(Debug)]
struct Method {
    group: String,
    name: String,
}

impl Scope<'_> {
    /// No names of its own.
    pub(super) const BARE: Self = Self { group: None, names: &Names::new() };
}

/// Where a description is shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope<'a> {
    /// The group of methods whose names need not be qualified.
    pub(super) group: Option<&'a str>,
    /// Names that have another form in Rust.
    pub(super) names: &'a Names<'a>,
}

/// Names of the wire, and what stands for them in Rust.
pub(super) type Names<'a> = BTreeMap<&'a str, &'a str>;

impl Docs {
    pub(super) fn new(groups: &[MethodsSrc]) -> Self {
        let methods = groups.iter().flat_map(|group| {
            group.endpoints.iter().map(|endpoint| {
                let method = Method { group: group.name.clone(), name: endpoint.name.clone() };
                (endpoint.id.clone(), method)
            })
        });
        Self { methods: methods.collect() }
    }

    /// The comment for an item that is indented so many times.
    pub(super) fn outer(&self, depth: usize, markdown: &str, scope: Scope<'_>) -> String {
        comment("///", depth, &self.markdown(markdown, scope))
    }

    /// The comment for the file's own module.
    pub(super) fn inner(&self, markdown: &str) -> String {
        comment("//!", 0, &self.markdown(markdown, Scope::BARE))
    }

    /// The Markdown with the names of Rust, up to the first block of code.
    fn markdown(&self, markdown: &str, scope: Scope<'_>) -> String {
        let (prose, code) = markdown.split_at(markdown.find("```").unwrap_or(markdown.len()));
        let spans: Vec<_> = prose.split('`').collect();
        if spans.len() % 2 == 0 {
            return markdown.to_owned();
        }
        let in_rust = |(i, span): (usize, &str)| match (i % 2, self.methods.get(span), scope.names.get(span))
        {
            (0, ..) => span.to_owned(),
            (_, Some(method), _) => method.link(scope.group),
            (_, None, Some(name)) => format!("`{name}`"),
            (_, None, None) if span.starts_with("guide::") => format!("[`{span}`](crate::{span})"),
            (_, None, None) => format!("`{span}`"),
        };
        spans.into_iter().enumerate().map(in_rust).chain([code.to_owned()]).collect()
    }
}

/// The first sentence as a paragraph of its own, which is what a list of items shows.
pub(super) fn summarized(markdown: &str) -> String {
    let mut code = false;
    let mut before = ' ';
    // Only a paragraph has sentences.
    if markdown.starts_with(|first: char| first.is_ascii_digit() || "-*+>|#`~".contains(first)) {
        return markdown.to_owned();
    }
    for (i, letter) in markdown.char_indices() {
        code ^= letter == '`';
        if letter == '\n' {
            break;
        }
        let (sentence, rest) = markdown.split_at(i);
        if before == '.' && letter == ' ' && !code && !sentence.ends_with("e.g.") {
            return format!("{sentence}\n\n{}", rest.trim_start());
        }
        before = letter;
    }
    markdown.to_owned()
}

impl Method {
    fn link(&self, group: Option<&str>) -> String {
        let Self { group: own, name } = self;
        if group == Some(own) {
            format!("[`{name}`](crate::{own}::{name})")
        } else {
            format!("[`{own}::{name}`](crate::{own}::{name})")
        }
    }
}

fn comment(marker: &str, depth: usize, markdown: &str) -> String {
    let width = WIDTH.saturating_sub(4 * depth + marker.len() + 1);
    let mut comment = Code::default();
    for line in layout(markdown, width).lines() {
        put!(comment, "{}", format!("{marker} {line}").trim_end());
    }
    comment.finish()
}
