//! Descriptions -> Markdown that rustdoc shows as it was meant: no links that lead nowhere, no bare URLs, no HTML, no
//! code that rustdoc would take for Rust.

mod html;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeWithOffset};

/// The clean form of a description; empty where there is none.
pub(super) fn markdown(description: Option<&str>) -> String {
    let text = description.unwrap_or_default().replace("\r\n", "\n");
    let text = html::to_markdown(text.trim());
    let mut edits = Edits { text: &text, edits: Vec::new() };
    edits.find();
    edits.applied().trim().to_owned()
}

/// The clean form of a summary, which is one line.
pub(super) fn line(summary: &str) -> String {
    markdown(Some(summary)).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is to be changed in a text.
struct Edits<'a> {
    text: &'a str,
    edits: Vec<(Range<usize>, String)>,
}

/// What the events are inside of.
enum Open {
    /// A link, or an image, which is shown as its text: the place of it and of what is inside.
    Link { kind: LinkKind, range: Range<usize>, inner: Option<Range<usize>> },
    /// A heading, likewise.
    Heading { level: usize, range: Range<usize>, inner: Option<Range<usize>> },
    /// Code that is set off by indentation.
    Indented { range: Range<usize>, code: String },
    /// Code between fences.
    Fenced,
}

enum LinkKind {
    /// It leads to where it says.
    Whole,
    /// It leads to somewhere that is said at another place.
    Elsewhere(String),
    /// It leads nowhere from here.
    Broken,
}

impl Edits<'_> {
    fn replace(&mut self, range: Range<usize>, with: impl Into<String>) {
        self.edits.push((range, with.into()));
    }

    fn find(&mut self) {
        let parser = Parser::new_ext(self.text, Options::ENABLE_TABLES);
        let definitions: Vec<_> =
            parser.reference_definitions().iter().map(|(_, definition)| definition.span.clone()).collect();
        for span in definitions {
            self.replace(span, "");
        }
        let mut open = Vec::new();
        for (event, range) in TextMergeWithOffset::new(parser.into_offset_iter()) {
            if let Some(Open::Link { inner, .. } | Open::Heading { inner, .. }) = open.last_mut()
                && !matches!(event, Event::End(_))
            {
                let so_far = inner.clone().unwrap_or_else(|| range.clone());
                *inner = Some(so_far.start..so_far.end.max(range.end));
            }
            match event {
                Event::Start(tag) => open.extend(self.opened(tag, range)),
                Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock | TagEnd::Heading(_)) => {
                    if let Some(closed) = open.pop() {
                        self.close(closed);
                    }
                }
                Event::Text(code) => match open.last_mut() {
                    Some(Open::Indented { code: all, .. }) => all.push_str(&code),
                    Some(
                        Open::Fenced | Open::Link { kind: LinkKind::Whole | LinkKind::Elsewhere(_), .. },
                    ) => {}
                    _ => self.prose(range),
                },
                Event::Html(_) | Event::InlineHtml(_) => {
                    for (at, _) in self.text[range.clone()].match_indices('<') {
                        let at = range.start + at;
                        self.replace(at..at, "\\");
                    }
                }
                _ => {}
            }
        }
    }

    fn opened(&mut self, tag: Tag<'_>, range: Range<usize>) -> Option<Open> {
        Some(match tag {
            Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. } => {
                Open::Link { kind: LinkKind::Whole, range, inner: None }
            }
            Tag::Link { link_type, dest_url, .. } => {
                let leads =
                    ["https://", "http://", "mailto:"].iter().any(|scheme| dest_url.starts_with(scheme));
                let kind = match link_type {
                    _ if !leads => LinkKind::Broken,
                    LinkType::Inline => LinkKind::Whole,
                    _ => LinkKind::Elsewhere(dest_url.into_string()),
                };
                Open::Link { kind, range, inner: None }
            }
            Tag::Image { .. } => Open::Link { kind: LinkKind::Broken, range, inner: None },
            Tag::Heading { level, .. } => Open::Heading { level: level as usize, range, inner: None },
            Tag::CodeBlock(CodeBlockKind::Indented) => Open::Indented { range, code: String::new() },
            Tag::CodeBlock(CodeBlockKind::Fenced(language)) => {
                if language.is_empty() || language.starts_with("rust") {
                    let line = self.text[range.start..].lines().next().unwrap_or_default();
                    let fence = line.len() - line.trim_start_matches(['`', '~']).len();
                    self.replace(range.start + fence..range.start + line.len(), "text");
                }
                Open::Fenced
            }
            _ => return None,
        })
    }

    fn close(&mut self, open: Open) {
        match open {
            Open::Link { kind, range, inner } => {
                let inner = inner.unwrap_or(range.start..range.start);
                match kind {
                    LinkKind::Whole => {}
                    LinkKind::Elsewhere(url) => self.replace(inner.end..range.end, format!("]({url})")),
                    LinkKind::Broken => {
                        self.replace(range.start..inner.start, "");
                        self.replace(inner.end..range.end, "");
                    }
                }
            }
            // One that is underlined would not survive the filling of lines.
            Open::Heading { level, range, inner } => {
                if let Some(inner) = inner
                    && !self.text[range.clone()].starts_with('#')
                {
                    self.replace(range.start..inner.start, format!("{} ", "#".repeat(level)));
                    self.replace(inner.end..range.end, "\n");
                }
            }
            Open::Indented { range, code } => {
                let indent =
                    self.text[..range.start].chars().rev().take_while(|c| matches!(c, ' ' | '\t')).count();
                let code = code.trim_end();
                self.replace(range.start - indent..range.end, format!("```text\n{code}\n```\n"));
            }
            Open::Fenced => {}
        }
    }

    /// Wraps URLs, and keeps brackets from being taken for links to something of the crate's.
    fn prose(&mut self, range: Range<usize>) {
        let text = self.text;
        let mut at = range.start;
        while at < range.end {
            let rest = &text[at..range.end];
            let Some(letter) = rest.chars().next() else { break };
            if let Some(url) = url(rest)
                && !text[..at].ends_with(|before: char| before.is_alphanumeric())
            {
                let end = at + url.len();
                self.replace(at..end, format!("<{url}>"));
                at = end;
                continue;
            }
            match letter {
                '\\' => at += rest.chars().nth(1).map_or(0, char::len_utf8),
                '[' | ']' => self.replace(at..at, "\\"),
                _ => {}
            }
            at += letter.len_utf8();
        }
    }

    fn applied(mut self) -> String {
        self.edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut clean = String::new();
        let mut done = 0;
        for (range, with) in self.edits {
            // What is inside something that has been replaced is gone.
            if let Some(kept) = self.text.get(done..range.start) {
                clean.push_str(kept);
                clean.push_str(&with);
                done = range.end;
            }
        }
        clean.push_str(&self.text[done..]);
        clean
    }
}

/// The URL that a text begins with, without what belongs to the sentence around it.
fn url(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '[' | ']'));
    let url = &text[..text.len() - rest.len() + end.unwrap_or(rest.len())];
    let mut trimmed = url;
    loop {
        let shorter = trimmed.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_']);
        let opened = shorter.matches('(').count();
        let shorter = match shorter.strip_suffix(')') {
            Some(inside) if shorter.matches(')').count() > opened => inside,
            _ => shorter,
        };
        if shorter.len() == trimmed.len() {
            break;
        }
        trimmed = shorter;
    }
    (!trimmed.ends_with("//")).then_some(trimmed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> String {
        markdown(Some(text))
    }

    #[test]
    fn plain_prose_stays_as_it_is() {
        for text in [
            "Returns a person.",
            "One.\n\nTwo, with `code [x]` and `<T>`.\n\n- an item\n- another",
            "Less is a < b, and more is b > a.",
            "See [the manual](https://example.org/manual) or <https://example.org>.",
            "# A heading\n\nText with *stress* and **more**.",
            "| a | b |\n| --- | --- |\n| 1 | 2 |",
        ] {
            assert_eq!(clean(text), text);
        }
        assert_eq!(markdown(None), "");
    }

    #[test]
    fn bare_urls_are_wrapped_without_the_sentence_around_them() {
        for (text, expected) in [
            ("See https://example.org/a_b_c.", "See <https://example.org/a_b_c>."),
            ("(see http://example.org/x(y))", "(see <http://example.org/x(y)>)"),
            (
                "https://example.org, or\nhttps://example.com!",
                "<https://example.org>, or\n<https://example.com>!",
            ),
            ("*https://example.org*", "*<https://example.org>*"),
            ("A scheme `https://` and https:// alone", "A scheme `https://` and https:// alone"),
            ("`https://example.org`", "`https://example.org`"),
        ] {
            assert_eq!(clean(text), expected);
        }
    }

    #[test]
    fn brackets_are_no_links() {
        assert_eq!(clean("[required] The id of [a person]."), "\\[required\\] The id of \\[a person\\].");
        assert_eq!(clean("Already \\[escaped\\]."), "Already \\[escaped\\].");
        assert_eq!(clean("a[0][1]"), "a\\[0\\]\\[1\\]");
    }

    #[test]
    fn links_that_lead_nowhere_are_their_text() {
        assert_eq!(clean("See [the *list*](#list) and [it](../it.html)."), "See the *list* and it.");
        assert_eq!(clean("A ![photo](photo.png)."), "A photo.");
    }

    #[test]
    fn links_by_reference_are_written_out() {
        assert_eq!(
            clean("See [the manual][m].\n\n[m]: https://example.org/m\n"),
            "See [the manual](https://example.org/m)."
        );
    }

    #[test]
    fn code_is_not_taken_for_rust() {
        assert_eq!(clean("Send:\n\n```\na=b\n```"), "Send:\n\n```text\na=b\n```");
        assert_eq!(clean("```rust\nlet x;\n```"), "```text\nlet x;\n```");
        assert_eq!(clean("```json\n{}\n```"), "```json\n{}\n```");
        assert_eq!(
            clean("Send:\n\n    a=b\n    c=[d]\n\nDone."),
            "Send:\n\n```text\na=b\nc=[d]\n```\n\nDone."
        );
    }

    #[test]
    fn headings_are_of_one_form() {
        assert_eq!(clean("Title\n=====\n\nText."), "# Title\n\nText.");
        assert_eq!(clean("Part\n---\nText."), "## Part\nText.");
    }

    #[test]
    fn tags_become_markdown() {
        for (html, expected) in [
            ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
            ("A <b>bold</b> and <em>soft</em> <code>x &lt; y</code>.", "A **bold** and *soft* `x < y`."),
            ("<ul><li>one</li><li>two <i>more</i></li></ul>", "- one\n- two *more*"),
            ("Do:<ol>\n<li>this</li>\n<li>that</li>\n</ol>\nDone.", "Do:\n\n1. this\n1. that\n\nDone."),
            ("<a href=\"https://example.org/\">the site</a>", "[the site](https://example.org/)"),
            ("<a href='/inside'>inside</a> <a name=\"x\"></a>", "inside"),
            ("<pre>a\n  b &amp; c</pre>", "```text\na\n  b & c\n```"),
            ("<h2>Title</h2>Text", "## Title\n\nText"),
            ("line<br/>line", "line\n\nline"),
            ("<!-- hidden -->shown<span class=\"x\">!</span>", "shown!"),
            ("{@code a<b>} and {@link Person#getName name}", "`a<b>` and `name`"),
        ] {
            assert_eq!(clean(html), expected, "{html}");
        }
    }

    #[test]
    fn tags_that_are_unknown_are_text() {
        assert_eq!(clean("A List<String> of <crsid>."), "A List\\<String> of \\<crsid>.");
        assert_eq!(clean("Kept: `<b>` and ``<i> ` </i>``"), "Kept: `<b>` and ``<i> ` </i>``");
    }

    #[test]
    fn summary_is_one_line() {
        assert_eq!(line("<p>Returns\n  a person,\r\nor none.</p>"), "Returns a person, or none.");
    }
}
