//! Renders descriptions as doc comments.

use std::collections::BTreeMap;

use super::code::{Code, put};
use crate::lower::wrap;
use crate::model::MethodsSrc;

/// The maximum line width, as in rustfmt.toml.
const WIDTH: usize = 110;

/// Renders doc comments, with links to methods.
#[derive(Debug)]
pub(super) struct Docs<'a> {
    /// The group and name of the method, by `operationId`.
    methods: BTreeMap<&'a str, (&'a str, &'a str)>,
}

/// The item that a description documents.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    /// The method group in which links are unqualified.
    pub(super) group: &'a str,
    /// Rust names by API name.
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

    /// The outer doc comment of an item at an indentation depth.
    pub(super) fn outer(&self, depth: usize, markdown: &str, scope: &Scope<'_>) -> String {
        comment("///", depth, &self.in_rust(markdown, scope))
    }

    /// The inner doc comment of the file's module.
    pub(super) fn inner(&self, markdown: &str) -> String {
        comment("//!", 0, &self.in_rust(markdown, &Scope::default()))
    }

    /// Replaces API names by Rust names, up to the first code block.
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

/// Makes the first sentence a paragraph, which rustdoc shows in lists of items.
pub(super) fn summarized(markdown: &str) -> String {
    // Lists, quotes, tables and code have no summary.
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
    for line in wrap(markdown, WIDTH.saturating_sub(marker.len() + 1)).lines() {
        put!(comment, "{}", format!("{marker} {line}").trim_end());
    }
    comment.finish()
}
