//! Descriptions -> Markdown of one form that rustdoc shows as it was meant: every block of code is text, no link leads
//! nowhere, no URL is bare, and HTML is shown as it is written.

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeWithOffset};

/// The clean form of a description; empty where there is none.
pub(super) fn markdown(description: Option<&str>) -> String {
    Printer::print(description.unwrap_or_default(), usize::MAX, false)
}

/// The clean form of a summary, which is one line.
pub(super) fn line(summary: &str) -> String {
    markdown(Some(summary)).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lays text out in lines of a width. What the generator itself writes may have links to items, and code that is Rust:
/// that is between fences that name no language, as no text of a document is.
pub fn layout(markdown: &str, width: usize) -> String {
    Printer::print(markdown, width, true)
}

/// Whether a character has no form of its own, or changes the direction of what follows.
pub(super) fn is_control(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\t')
        || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Deeper lists and quotations are shown as they are written.
const DEEPEST: usize = 12;

struct Printer<'a> {
    text: &'a str,
    events: std::vec::IntoIter<(Event<'a>, std::ops::Range<usize>)>,
    own: bool,
}

/// The lines of blocks, and the text of one that has no end yet.
#[derive(Default)]
struct Blocks {
    lines: Vec<String>,
    inline: String,
}

impl Printer<'_> {
    fn print(text: &str, width: usize, own: bool) -> String {
        let text = text.replace("\r\n", "\n").replace('\r', "\n").replace(is_control, "");
        let events =
            TextMergeWithOffset::new(Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter());
        let events: Vec<_> = events.collect();
        let mut printer = Printer { text: &text, events: events.into_iter(), own };
        printer.blocks(width, 0, false).join("\n").trim().to_owned()
    }

    /// The lines of all blocks up to the end of what they are in.
    fn blocks(&mut self, width: usize, depth: usize, tight: bool) -> Vec<String> {
        let mut out = Blocks::default();
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::End(TagEnd::Item | TagEnd::List(_) | TagEnd::BlockQuote(_)) => break,
                Event::Start(Tag::Paragraph | Tag::HtmlBlock) => out.begin(width, false),
                Event::End(TagEnd::Paragraph | TagEnd::HtmlBlock) => out.end(width),
                Event::Start(Tag::Heading { level, .. }) => {
                    out.begin(width, false);
                    out.inline = "#".repeat(level as usize) + " ";
                }
                Event::End(TagEnd::Heading(_)) => {
                    out.inline = out.inline.replace("\\\n", " ");
                    out.end(usize::MAX);
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    out.begin(width, false);
                    self.code(&kind, &mut out);
                }
                Event::Rule => {
                    out.begin(width, false);
                    out.lines.push("---".to_owned());
                }
                Event::Start(Tag::Table(aligned)) => {
                    out.begin(width, false);
                    self.table(aligned.len(), &mut out);
                }
                Event::Start(Tag::List(first)) => {
                    out.begin(width, tight);
                    self.list(first, width, depth, &mut out);
                }
                Event::Start(Tag::BlockQuote(_)) => {
                    out.begin(width, false);
                    let inner = self.inner(&range, width.saturating_sub(2), depth, false);
                    out.lines.extend(inner.iter().map(|line| format!("> {line}").trim_end().to_owned()));
                }
                event => self.inline(event, range, &mut out.inline),
            }
        }
        out.flush(width);
        out.lines
    }

    /// The blocks inside of a list's item or a quotation. Too deep inside of others, it is shown as it is written.
    fn inner(
        &mut self,
        range: &std::ops::Range<usize>,
        width: usize,
        depth: usize,
        tight: bool,
    ) -> Vec<String> {
        if depth < DEEPEST {
            return self.blocks(width, depth + 1, tight);
        }
        let events = self.events.as_slice().iter();
        let skipped = events.take_while(|(_, inside)| inside.start < range.end).count();
        self.events = std::mem::take(&mut self.events).collect::<Vec<_>>().split_off(skipped).into_iter();
        let words: Vec<_> = self.text[range.clone()].split_whitespace().collect();
        vec![escaped(&words.join(" "))]
    }

    fn list(&mut self, first: Option<u64>, width: usize, depth: usize, out: &mut Blocks) {
        let mut number = first;
        let mut is_first = true;
        while let Some((Event::Start(Tag::Item), range)) = self.events.next() {
            let tight = !matches!(self.events.as_slice().first(), Some((Event::Start(Tag::Paragraph), _)));
            let mark = number.map_or("- ".to_owned(), |number| format!("{number}. "));
            number = number.map(|number| number.saturating_add(1).min(999_999_999));
            let hang = " ".repeat(mark.len());
            if !is_first && !tight {
                out.lines.push(String::new());
            }
            let inner = self.inner(&range, width.saturating_sub(mark.len()), depth, tight);
            for (i, line) in inner.iter().enumerate() {
                let line = format!("{}{line}", if i == 0 { &mark } else { &hang });
                out.lines.push(line.trim_end().to_owned());
            }
            if inner.is_empty() {
                out.lines.push(mark.trim_end().to_owned());
            }
            is_first = false;
        }
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>, out: &mut Blocks) {
        let mut code = String::new();
        for (event, _) in self.events.by_ref() {
            match event {
                Event::Text(text) => code.push_str(&text),
                _ => break,
            }
        }
        let longest = code.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
        let fence = "`".repeat((longest + 1).max(3));
        let is_own = self.own && matches!(kind, CodeBlockKind::Fenced(language) if language.is_empty());
        out.lines.push(if is_own { fence.clone() } else { format!("{fence}text") });
        out.lines.extend(code.lines().map(|line| line.trim_end().to_owned()));
        out.lines.push(fence);
    }

    fn table(&mut self, columns: usize, out: &mut Blocks) {
        let mut row = String::new();
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::End(TagEnd::Table) => break,
                Event::Start(Tag::TableHead | Tag::TableRow) => "|".clone_into(&mut row),
                Event::Start(Tag::TableCell) => row.push(' '),
                Event::End(TagEnd::TableCell) => row.push_str(" |"),
                Event::End(TagEnd::TableRow) => out.lines.push(std::mem::take(&mut row)),
                Event::End(TagEnd::TableHead) => {
                    out.lines.push(std::mem::take(&mut row));
                    out.lines.push(format!("|{}", " --- |".repeat(columns)));
                }
                event => self.inline(event, range, &mut row),
            }
        }
    }

    fn inline(&mut self, event: Event<'_>, range: std::ops::Range<usize>, out: &mut String) {
        let source = &self.text[range.clone()];
        match event {
            Event::Text(_) => {
                // The event leaves out a backslash that escapes its first character.
                let slashes = self.text[..range.start].chars().rev().take_while(|c| *c == '\\').count();
                out.push_str(if slashes % 2 == 1 { "\\" } else { "" });
                if self.own { out.push_str(source) } else { out.push_str(&prose(source, slashes % 2 == 1)) }
            }
            Event::Code(code) => out.push_str(&code_span(&code)),
            Event::SoftBreak => out.push(' '),
            Event::HardBreak => out.push_str("\\\n"),
            Event::Html(html) | Event::InlineHtml(html) => out.push_str(&escaped(&html.replace('\n', " "))),
            Event::Start(Tag::Emphasis) | Event::End(TagEnd::Emphasis) => out.push('*'),
            Event::Start(Tag::Strong) | Event::End(TagEnd::Strong) => out.push_str("**"),
            Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) => {
                out.push_str(source);
                self.skip(TagEnd::Link);
            }
            Event::Start(Tag::Link { dest_url, .. }) => self.link(&dest_url, out),
            _ => {}
        }
    }

    /// A link that leads to somewhere; else its text.
    fn link(&mut self, url: &str, out: &mut String) {
        let mut inner = String::new();
        while let Some((event, range)) = self.events.next() {
            match event {
                Event::End(TagEnd::Link) => break,
                event => self.inline(event, range, &mut inner),
            }
        }
        let schemes = ["https://", "http://", "mailto:"];
        let leads = self.own || schemes.iter().any(|scheme| url.starts_with(scheme));
        if leads && !url.contains(|letter: char| letter.is_whitespace() || "<>()\\`".contains(letter)) {
            out.extend(["[", &inner, "](", url, ")"]);
        } else {
            *out += &inner;
        }
    }

    fn skip(&mut self, end: TagEnd) {
        let end = |(event, _): &(Event<'_>, _)| matches!(event, Event::End(tag) if *tag == end);
        _ = self.events.by_ref().find(end);
    }
}

impl Blocks {
    fn begin(&mut self, width: usize, tight: bool) {
        self.flush(width);
        if !self.lines.is_empty() && !tight {
            self.lines.push(String::new());
        }
    }

    fn end(&mut self, width: usize) {
        fill(&std::mem::take(&mut self.inline), width, &mut self.lines);
    }

    /// The text of a tight item, which is in no paragraph.
    fn flush(&mut self, width: usize) {
        if !self.inline.trim().is_empty() {
            self.end(width);
        }
        self.inline.clear();
    }
}

/// Wraps URLs, and keeps brackets from being taken for links to something of the crate's.
fn prose(text: &str, mut is_escaped: bool) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let before = out.chars().next_back();
        if let Some(url) = url(rest).filter(|_| !before.is_some_and(char::is_alphanumeric)) {
            out.extend(["<", url, ">"]);
            rest = &rest[url.len()..];
            continue;
        }
        if matches!(letter, '[' | ']') && !is_escaped {
            out.push('\\');
        }
        is_escaped = letter == '\\' && !is_escaped;
        out.push(letter);
        rest = &rest[letter.len_utf8()..];
    }
    out
}

/// HTML as text.
fn escaped(html: &str) -> String {
    html.chars().fold(String::new(), |mut out, letter| {
        if "\\`*_[]<~|&".contains(letter) {
            out.push('\\');
        }
        out.push(letter);
        out
    })
}

fn code_span(code: &str) -> String {
    let longest = code.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{code}{pad}{fence}")
}

/// The URL that a text begins with, without what belongs to the sentence around it.
fn url(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '[' | ']' | '\\'));
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

/// Breaks a paragraph into lines. A line never begins with what would make a block of it.
fn fill(text: &str, width: usize, lines: &mut Vec<String>) {
    let mut line = String::new();
    for (i, part) in text.split('\n').enumerate() {
        if i > 0 {
            lines.push(std::mem::take(&mut line));
        }
        for word in words(part) {
            let is_long = line.chars().count() + 1 + word.chars().count() > width;
            if !line.is_empty() && is_long && !begins_block(word) {
                lines.push(std::mem::take(&mut line));
            } else if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
}

fn begins_block(word: &str) -> bool {
    let number = word.trim_end_matches(['.', ')']);
    word.chars().all(|letter| "-+*#=_".contains(letter))
        || number.len() < word.len() && number.chars().all(|letter| letter.is_ascii_digit())
        || ["```", "~~~", ">", "|"].iter().any(|mark| word.starts_with(mark))
}

/// The words of a text; code is one word with what touches it.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut code = false;
    let mut start = 0;
    for (i, letter) in text.char_indices() {
        code ^= letter == '`';
        if letter.is_whitespace() && !code {
            words.push(&text[start..i]);
            start = i + letter.len_utf8();
        }
    }
    words.push(&text[start..]);
    words.retain(|word| !word.is_empty());
    words
}
