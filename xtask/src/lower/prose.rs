//! Normalizes descriptions to Markdown that rustdoc renders as intended: code blocks are text, links are absolute, no URL
//! is bare, and HTML is escaped.

use comrak::nodes::{AstNode, Node, NodeHtmlBlock, NodeValue};
use comrak::{Arena, Options, format_commonmark, parse_document};

/// Normalizes a description, with one line per paragraph. Empty if there is none.
pub(super) fn markdown(description: Option<&str>) -> String {
    print(description.unwrap_or_default(), None, false)
}

/// Normalizes a summary to one line.
pub(super) fn line(summary: &str) -> String {
    markdown(Some(summary)).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Wraps normalized text, to which the generator may have added links to items, and Rust code in fences without a
/// language.
pub fn wrap(markdown: &str, width: usize) -> String {
    print(markdown, Some(width), true)
}

/// Whether a character is a control character or overrides the text direction.
pub(super) fn is_control(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\t')
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Stands in for a space that must not be wrapped. Does not occur in the text, since it is a control character.
const NO_BREAK_SPACE: &str = "\u{80}";

fn print(text: &str, width: Option<usize>, trusted: bool) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace(is_control, "");
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.render.prefer_fenced = true;
    options.render.width = width.unwrap_or_default();
    let arena = Arena::new();
    let root = parse_document(&arena, &text, &options);
    for node in root.descendants().collect::<Vec<_>>() {
        clean(&arena, node, trusted);
    }
    for node in root.descendants().collect::<Vec<_>>() {
        join_text(node);
    }
    // URLs are links by now, and this option would escape `@`.
    options.extension.autolink = false;
    let mut out = String::new();
    // Writing to a `String` cannot fail.
    let _ = format_commonmark(root, &options, &mut out);
    let out = out.replace(NO_BREAK_SPACE, " ");
    out.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn clean<'a>(arena: &'a Arena<'a>, node: Node<'a>, trusted: bool) {
    let in_heading = node.parent().is_some_and(|parent| matches!(parent.data().value, NodeValue::Heading(_)));
    let mut data = node.data_mut();
    match &mut data.value {
        NodeValue::CodeBlock(code) if !trusted || !code.info.is_empty() => "text".clone_into(&mut code.info),
        NodeValue::Code(code) => code.literal = code.literal.replace(' ', NO_BREAK_SPACE),
        NodeValue::HtmlInline(html) => data.value = NodeValue::Text(std::mem::take(html).into()),
        NodeValue::HtmlBlock(html) => {
            let text = html.literal.trim().replace('\n', " ");
            data.value = NodeValue::Paragraph;
            node.append(arena.alloc(AstNode::from(NodeValue::Text(text.into()))));
        }
        // An empty block suppresses the comment that comrak writes between a list and a code block.
        NodeValue::List(_) if node.next_sibling().is_some() => {
            node.insert_after(arena.alloc(AstNode::from(NodeValue::HtmlBlock(NodeHtmlBlock::default()))));
        }
        NodeValue::SoftBreak => data.value = NodeValue::Text(" ".into()),
        NodeValue::LineBreak if in_heading => data.value = NodeValue::Text(" ".into()),
        NodeValue::Link(link) if trusted || is_absolute(&link.url) => {}
        NodeValue::Link(_) | NodeValue::Image(_) => {
            for child in node.children().collect::<Vec<_>>() {
                node.insert_before(child);
            }
            node.detach();
        }
        _ => {}
    }
}

fn is_absolute(url: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme))
}

/// Joins adjacent text nodes, and keeps words that would start a block from starting a line.
fn join_text(node: Node<'_>) {
    let NodeValue::Text(text) = &mut node.data_mut().value else { return };
    let mut joined = std::mem::take(text).into_owned();
    while let Some(next) = node.next_sibling()
        && let NodeValue::Text(more) = &next.data().value
    {
        joined += more;
        next.detach();
    }
    let mut words = joined.split(' ');
    let mut safe = words.next().unwrap_or_default().to_owned();
    for word in words {
        safe.extend([if starts_block(word) { NO_BREAK_SPACE } else { " " }, word]);
    }
    *text = safe.into();
}

/// Whether a word could start a list, heading or table that comrak does not escape.
fn starts_block(word: &str) -> bool {
    word.starts_with('|') || !word.is_empty() && word.chars().all(|letter| "-+=:|".contains(letter))
}
