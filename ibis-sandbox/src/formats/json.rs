//! JSON in Jackson's layout: `"name" : value`, objects indented by two spaces, lists inline.

use super::document::{Field, Fields, Node};

/// Writes a document, without white space unless it is `pretty`.
pub(crate) fn write(fields: Fields<'_>, pretty: bool) -> Vec<u8> {
    let mut writer = Writer { out: Vec::with_capacity(4096), pretty, depth: 0 };
    writer.object(&[Field::element("result", Node::Object(fields))]);
    writer.out
}

struct Writer {
    out: Vec<u8>,
    pretty: bool,
    depth: usize,
}

impl Writer {
    fn object(&mut self, fields: &[Field<'_>]) {
        self.out.push(b'{');
        self.depth += 1;
        for (at, field) in fields.iter().enumerate() {
            self.separate(at);
            self.line();
            self.string(field.name);
            self.push(if self.pretty { " : " } else { ":" });
            self.node(&field.node);
        }
        self.depth -= 1;
        if fields.is_empty() {
            self.space();
        } else {
            self.line();
        }
        self.out.push(b'}');
    }

    fn list(&mut self, items: &[Node<'_>]) {
        self.out.push(b'[');
        for (at, item) in items.iter().enumerate() {
            self.separate(at);
            self.space();
            self.node(item);
        }
        self.space();
        self.out.push(b']');
    }

    fn node(&mut self, node: &Node<'_>) {
        match node {
            Node::Str(text) => self.string(text),
            Node::Number(number) => self.push(&number.to_string()),
            Node::Bool(value) => self.push(if *value { "true" } else { "false" }),
            Node::Object(fields) => self.object(fields),
            Node::List(_, items) => self.list(items),
        }
    }

    fn string(&mut self, text: &str) {
        self.out.push(b'"');
        let mut plain = 0;
        for (at, byte) in text.bytes().enumerate() {
            let escape = match byte {
                b'"' => "\\\"".to_owned(),
                b'\\' => "\\\\".to_owned(),
                b'\n' => "\\n".to_owned(),
                b'\r' => "\\r".to_owned(),
                b'\t' => "\\t".to_owned(),
                0..=0x1f => format!("\\u{byte:04X}"),
                _ => continue,
            };
            self.out.extend_from_slice(&text.as_bytes()[plain..at]);
            self.push(&escape);
            plain = at + 1;
        }
        self.out.extend_from_slice(&text.as_bytes()[plain..]);
        self.out.push(b'"');
    }

    fn separate(&mut self, at: usize) {
        if at > 0 {
            self.out.push(b',');
        }
    }

    fn line(&mut self) {
        if self.pretty {
            self.out.push(b'\n');
            self.out.resize(self.out.len() + 2 * self.depth, b' ');
        }
    }

    fn space(&mut self) {
        if self.pretty {
            self.out.push(b' ');
        }
    }

    fn push(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }
}
