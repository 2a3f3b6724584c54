//! HTML, and the tags of Javadoc, as far as descriptions have them -> Markdown.

/// Turns the tags of a text into Markdown. Code, and tags that are none of HTML's, stay as they are.
pub(super) fn to_markdown(text: &str) -> String {
    let mut made = Made::default();
    let mut rest = text;
    while let Some(start) = rest.find(['<', '`', '{']) {
        let (before, tail) = rest.split_at(start);
        made.text(before);
        rest = made.token(tail);
    }
    made.text(rest);
    if made.changed { tidy(&made.text) } else { text.to_owned() }
}

/// What has been made of a text so far.
#[derive(Default)]
struct Made {
    text: String,
    changed: bool,
    /// The lists that are open, by their markers.
    lists: Vec<&'static str>,
    /// Where the links that are open lead; none for an anchor.
    links: Vec<Option<String>>,
}

impl Made {
    fn text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Takes what begins with `<`, a backtick or a brace, and gives the rest.
    fn token<'a>(&mut self, tail: &'a str) -> &'a str {
        if tail.starts_with('`') {
            let end = code_end(tail);
            self.text(&tail[..end]);
            return &tail[end..];
        }
        if let Some(rest) = tail.strip_prefix("{@") {
            return self.inline_tag(tail, rest);
        }
        if let Some(comment) = tail.strip_prefix("<!--") {
            self.changed = true;
            return comment.split_once("-->").map_or("", |(_, rest)| rest);
        }
        let Some(tag) = Tag::read(tail) else {
            let first = tail.chars().next().map_or(0, char::len_utf8);
            self.text(&tail[..first]);
            return &tail[first..];
        };
        self.changed = true;
        if !tag.closing && matches!(&*tag.name, "code" | "tt" | "kbd" | "samp" | "pre" | "script" | "style") {
            return self.verbatim(&tag);
        }
        self.tag(&tag);
        tag.rest
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        match (&*tag.name, tag.closing) {
            ("b" | "strong", _) => self.text("**"),
            ("i" | "em" | "cite" | "var" | "dfn", _) => self.text("*"),
            ("ul", false) => self.list("- "),
            ("ol", false) => self.list("1. "),
            ("ul" | "ol", true) => {
                self.lists.pop();
                self.text("\n\n");
            }
            ("li", false) => {
                let depth = self.lists.len().saturating_sub(1);
                let marker = self.lists.last().copied().unwrap_or("- ");
                self.trim();
                self.text(&format!("\n{}{marker}", "  ".repeat(depth)));
            }
            ("a", false) => {
                let href = tag.attribute("href");
                let href = href.filter(|href| href.starts_with("http") || href.starts_with("mailto:"));
                self.text(if href.is_some() { "[" } else { "" });
                self.links.push(href);
            }
            ("a", true) => {
                if let Some(Some(href)) = self.links.pop() {
                    self.text(&format!("]({href})"));
                }
            }
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", false) => {
                let level = usize::from(tag.name.as_bytes()[1] - b'0');
                self.text(&format!("\n\n{} ", "#".repeat(level)));
            }
            ("img", _) => self.text(&tag.attribute("alt").unwrap_or_default()),
            ("dt", false) => self.text("\n\n**"),
            ("dt", true) => self.text("**: "),
            (
                "li" | "dd" | "td" | "th" | "span" | "font" | "u" | "small" | "big" | "sup" | "sub" | "abbr",
                _,
            ) => {
                self.text("");
            }
            // A new paragraph would end the item of a list.
            _ if !self.lists.is_empty() => self.text(" "),
            _ => self.text("\n\n"),
        }
        if matches!(&*tag.name, "td" | "th") && tag.closing {
            self.text(" ");
        }
    }

    fn list(&mut self, marker: &'static str) {
        if self.lists.is_empty() {
            self.text("\n\n");
        }
        self.lists.push(marker);
    }

    fn trim(&mut self) {
        self.text.truncate(self.text.trim_end_matches([' ', '\t', '\n']).len());
        if self.lists.len() <= 1 && !self.last_line_is_item() {
            self.text("\n");
        }
    }

    fn last_line_is_item(&self) -> bool {
        let last = self.text.lines().next_back().unwrap_or_default().trim_start();
        last.starts_with("- ") || last.starts_with("1. ")
    }

    /// What is inside of `<code>` or `<pre>`, up to its end.
    fn verbatim<'a>(&mut self, tag: &Tag<'a>) -> &'a str {
        let end = format!("</{}>", tag.name);
        let lower = tag.rest.to_ascii_lowercase();
        let (inside, rest) = match lower.find(&end) {
            Some(at) => (&tag.rest[..at], &tag.rest[at + end.len()..]),
            None => (tag.rest, ""),
        };
        match &*tag.name {
            "script" | "style" => {}
            "pre" => {
                let code = entities(inside);
                self.text(&format!("\n\n```text\n{}\n```\n\n", code.trim_matches('\n')));
            }
            _ => self.code(&entities(inside)),
        }
        rest
    }

    fn code(&mut self, code: &str) {
        let code = code.split_whitespace().collect::<Vec<_>>().join(" ");
        match (code.is_empty(), code.contains('`')) {
            (true, _) => {}
            (false, false) => self.text(&format!("`{code}`")),
            (false, true) => self.text(&format!("`` {code} ``")),
        }
    }

    /// `{@code …}` and `{@link …}`.
    fn inline_tag<'a>(&mut self, tail: &'a str, rest: &'a str) -> &'a str {
        let Some((inside, after)) = rest.split_once('}') else {
            self.text("{@");
            return rest;
        };
        let (name, words) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        match name {
            "code" | "literal" => self.code(words),
            "link" | "linkplain" => {
                let words = words.trim();
                self.code(words.split_once(char::is_whitespace).map_or(words, |(_, label)| label));
            }
            _ => {
                self.text("{@");
                return &tail[2..];
            }
        }
        self.changed = true;
        after
    }
}

/// A tag of HTML, and what follows it.
struct Tag<'a> {
    name: String,
    closing: bool,
    attributes: &'a str,
    rest: &'a str,
}

const TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "cite",
    "code",
    "dd",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "samp",
    "script",
    "section",
    "small",
    "span",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
];

impl<'a> Tag<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let inside = text.strip_prefix('<')?;
        let (inside, rest) = inside.split_once('>')?;
        let (closing, inside) = inside.strip_prefix('/').map_or((false, inside), |inside| (true, inside));
        let inside = inside.strip_suffix('/').unwrap_or(inside);
        let end = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(end);
        let name = name.to_ascii_lowercase();
        let is_tag = TAGS.contains(&&*name)
            && !attributes.contains('<')
            && (attributes.is_empty() || attributes.starts_with(char::is_whitespace));
        is_tag.then_some(Self { name, closing, attributes, rest })
    }

    fn attribute(&self, name: &str) -> Option<String> {
        let lower = self.attributes.to_ascii_lowercase();
        let at = lower.find(&format!("{name}="))? + name.len() + 1;
        let value = &self.attributes[at..];
        let value = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split(quote).next()?,
            _ => value.split_whitespace().next()?,
        };
        Some(entities(value.trim()))
    }
}

/// The end of code that begins with backticks: as many again; or of the backticks, where nothing ends it.
fn code_end(text: &str) -> usize {
    let ticks = text.len() - text.trim_start_matches('`').len();
    let mut from = ticks;
    while let Some(at) = text[from..].find('`') {
        let start = from + at;
        let run = text[start..].len() - text[start..].trim_start_matches('`').len();
        if run == ticks {
            return start + run;
        }
        from = start + run;
    }
    ticks
}

/// The characters that entities stand for; in Markdown's code they would be shown as they are spelt.
fn entities(text: &str) -> String {
    const NAMED: [(&str, &str); 6] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", " "),
        // Last, so that what it makes is not taken for another.
        ("&amp;", "&"),
    ];
    NAMED.iter().fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter))
}

/// Lines without space around them, and one empty line at most between two; code stays as it is.
fn tidy(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    let mut fenced = false;
    for line in text.trim().lines() {
        let is_fence = line.trim_start().starts_with("```");
        let nested = line.trim_start().starts_with("- ") || line.trim_start().starts_with("1. ");
        let line = if fenced || nested { line.trim_end() } else { line.trim() };
        fenced ^= is_fence;
        if !(line.is_empty() && lines.last().is_some_and(|last| last.is_empty()) && !fenced) {
            lines.push(line);
        }
    }
    lines.join("\n")
}
