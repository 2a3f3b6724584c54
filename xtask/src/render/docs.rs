//! Descriptions of the document -> doc comments.

use std::collections::BTreeMap;

use super::code::{Code, put};
use crate::lower::layout;
use crate::model::MethodsSrc;

/// The longest line, as in rustfmt.toml.
const WIDTH: usize = 110;

/// Writes doc comments, and knows which code in a description names a method.
#[derive(Debug)]
pub(super) struct Docs<'a> {
    /// The group and the name of each operation's method.
    methods: BTreeMap<&'a str, (&'a str, &'a str)>,
}

/// Where a description is shown.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    /// The group of methods whose names need not be qualified.
    pub(super) group: &'a str,
    /// Names of the wire, and what stands for them in Rust.
    pub(super) names: BTreeMap<&'a str, &'a str>,
}

impl<'a> Docs<'a> {
    pub(super) fn new(groups: &'a [MethodsSrc]) -> Self {
        let methods = groups.iter().flat_map(|group| {
            let endpoints = group.endpoints.iter();
            endpoints.map(|endpoint| (endpoint.id.as_str(), (group.name.as_str(), endpoint.name.as_str())))
        });
        Self { methods: methods.collect() }
    }

    /// The comment for an item, indented so many times.
    pub(super) fn outer(&self, depth: usize, markdown: &str, scope: &Scope<'_>) -> String {
        comment("///", depth, &self.in_rust(markdown, scope))
    }

    /// The comment for the file's own module.
    pub(super) fn inner(&self, markdown: &str) -> String {
        comment("//!", 0, &self.in_rust(markdown, &Scope::default()))
    }

    /// The Markdown with the names of Rust, up to the first block of code.
    fn in_rust(&self, markdown: &str, scope: &Scope<'_>) -> String {
        let (prose, code) = markdown.split_at(markdown.find("```").unwrap_or(markdown.len()));
        let spans: Vec<_> = prose.split('`').collect();
        if spans.len() % 2 == 0 {
            return markdown.to_owned();
        }
        let in_rust = |(i, span): (usize, &str)| match (i % 2, self.methods.get(span), scope.names.get(span))
        {
            (0, ..) => span.to_owned(),
            (_, Some((group, name)), _) if *group == scope.group => {
                format!("[`{name}`](crate::{group}::{name})")
            }
            (_, Some((group, name)), _) => format!("[`{group}::{name}`](crate::{group}::{name})"),
            (_, None, Some(name)) => format!("`{name}`"),
            (_, None, None) if span.starts_with("guide::") => format!("[`{span}`](crate::{span})"),
            (_, None, None) => format!("`{span}`"),
        };
        spans.into_iter().enumerate().map(in_rust).chain([code.to_owned()]).collect()
    }
}

/// The first sentence as a paragraph of its own, which is what a list of items shows.
pub(super) fn summarized(markdown: &str) -> String {
    // Only a paragraph has sentences.
    if markdown.starts_with(|first: char| first.is_ascii_digit() || "-*+>|#`~".contains(first)) {
        return markdown.to_owned();
    }
    let paragraph = markdown.lines().next().unwrap_or_default();
    let mut sentences = paragraph.match_indices(". ").map(|(dot, _)| markdown.split_at(dot + 1));
    let is_whole =
        |sentence: &str| sentence.matches('`').count().is_multiple_of(2) && !sentence.ends_with("e.g.");
    match sentences.find(|(sentence, _)| is_whole(sentence)) {
        Some((sentence, rest)) => format!("{sentence}\n\n{}", rest.trim_start()),
        None => markdown.to_owned(),
    }
}

fn comment(marker: &str, depth: usize, markdown: &str) -> String {
    let marker = format!("{}{marker}", "    ".repeat(depth));
    let mut comment = Code::default();
    for line in layout(markdown, WIDTH.saturating_sub(marker.len() + 1)).lines() {
        put!(comment, "{}", format!("{marker} {line}").trim_end());
    }
    comment.finish()
}
