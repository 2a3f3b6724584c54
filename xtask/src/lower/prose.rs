//! Descriptions -> Markdown of one form that rustdoc shows as it was meant: every block of code is text, no link leads
//! nowhere, no URL is bare, and HTML is shown as it is written.

use comrak::nodes::{AstNode, Node, NodeHtmlBlock, NodeValue};
use comrak::{Arena, Options, format_commonmark, parse_document};

/// The clean form of a description, a line for each paragraph; empty where there is none.
pub(super) fn markdown(description: Option<&str>) -> String {
    print(description.unwrap_or_default(), None, false)
}

/// The clean form of a summary, which is one line.
pub(super) fn line(summary: &str) -> String {
    markdown(Some(summary)).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lays text out in lines of a width. What the generator itself writes may have links to items, and code that is Rust:
/// that is between fences that name no language, as no text of a document is.
pub fn layout(markdown: &str, width: usize) -> String {
    print(markdown, Some(width), true)
}

/// Whether a character has no form of its own, or changes the direction of what follows.
pub(super) fn is_control(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\t')
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Stands for a space at which no line is broken. No text has it, since it is a control character.
const GLUE: &str = "\u{80}";

fn print(text: &str, width: Option<usize>, is_own: bool) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace(is_control, "");
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.render.prefer_fenced = true;
    options.render.width = width.unwrap_or_default();
    let arena = Arena::new();
    let root = parse_document(&arena, &text, &options);
    for node in root.descendants().collect::<Vec<_>>() {
        clean(&arena, node, is_own);
    }
    for node in root.descendants().collect::<Vec<_>>() {
        glue(node);
    }
    // URLs are links by now; with this, an `@` would be escaped.
    options.extension.autolink = false;
    let mut out = String::new();
    // Writing to a `String` cannot fail.
    let _ = format_commonmark(root, &options, &mut out);
    let out = out.replace(GLUE, " ");
    out.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn clean<'a>(arena: &'a Arena<'a>, node: Node<'a>, is_own: bool) {
    let in_heading = node.parent().is_some_and(|parent| matches!(parent.data().value, NodeValue::Heading(_)));
    let mut data = node.data_mut();
    match &mut data.value {
        NodeValue::CodeBlock(code) if !is_own || !code.info.is_empty() => "text".clone_into(&mut code.info),
        NodeValue::Code(code) => code.literal = code.literal.replace(' ', GLUE),
        NodeValue::HtmlInline(html) => data.value = NodeValue::Text(std::mem::take(html).into()),
        NodeValue::HtmlBlock(html) => {
            let text = html.literal.trim().replace('\n', " ");
            data.value = NodeValue::Paragraph;
            node.append(arena.alloc(AstNode::from(NodeValue::Text(text.into()))));
        }
        // Between a list and code there would else be a comment, which code between fences does not need.
        NodeValue::List(_) if node.next_sibling().is_some() => {
            node.insert_after(arena.alloc(AstNode::from(NodeValue::HtmlBlock(NodeHtmlBlock::default()))));
        }
        NodeValue::SoftBreak => data.value = NodeValue::Text(" ".into()),
        NodeValue::LineBreak if in_heading => data.value = NodeValue::Text(" ".into()),
        NodeValue::Link(link) if is_own || leads_somewhere(&link.url) => {}
        NodeValue::Link(_) | NodeValue::Image(_) => {
            for child in node.children().collect::<Vec<_>>() {
                node.insert_before(child);
            }
            node.detach();
        }
        _ => {}
    }
}

fn leads_somewhere(url: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme))
}

/// Joins pieces of text, and keeps a line from beginning with what would make a block of it.
fn glue(node: Node<'_>) {
    let NodeValue::Text(text) = &mut node.data_mut().value else { return };
    let mut joined = std::mem::take(text).into_owned();
    while let Some(next) = node.next_sibling()
        && let NodeValue::Text(more) = &next.data().value
    {
        joined += more;
        next.detach();
    }
    let mut words = joined.split(' ');
    let mut glued = words.next().unwrap_or_default().to_owned();
    for word in words {
        glued.extend([if begins_block(word) { GLUE } else { " " }, word]);
    }
    *text = glued.into();
}

/// Whether a word is a bullet, or underlines or begins a heading or a table. Others are escaped.
fn begins_block(word: &str) -> bool {
    word.starts_with('|') || !word.is_empty() && word.chars().all(|letter| "-+=:|".contains(letter))
}
