//! Names of the document -> names in Rust.

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::error::{Problem, SpecError};
use crate::pointer::Pointer;

/// The name of a method, a parameter or a field.
pub(super) fn rust_name(name: &str, at: &Pointer) -> Result<String, SpecError> {
    let snake = name.to_snake_case();
    if is_keyword(&snake) {
        return Ok(snake + "_");
    }
    checked(snake, name, at)
}

/// The name of a method: what the struct itself has, and what its request type must not be called, is avoided.
pub(super) fn method_name(name: &str, at: &Pointer) -> Result<String, SpecError> {
    let mut method = rust_name(name, at)?;
    if method == "new" {
        method.push('_');
    } else if TAKEN_BY_REQUESTS.contains(&method.to_upper_camel_case().as_str()) {
        method.push_str("_call");
    }
    Ok(method)
}

/// The part of an operation's id that names it within its group: `Person_search`, `person.search` and
/// `PersonMethods.search` are `search`.
pub(super) fn without_tag<'a>(id: &'a str, tag: &str) -> &'a str {
    let name = |(group, name): (&str, &'a str)| {
        let group = group.strip_suffix("Methods").unwrap_or(group);
        (group.eq_ignore_ascii_case(tag) && !name.is_empty()).then_some(name)
    };
    ['_', '.', '-', ':', '/'].into_iter().find_map(|by| id.split_once(by).and_then(name)).unwrap_or(id)
}

/// A name that nothing else has: the same with a number, where it is taken.
pub(super) fn distinct(name: &str, separator: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{name}{separator}{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| !is_taken(name)).unwrap_or_default()
}

/// The name of a type.
pub(super) fn type_name(name: &str, at: &Pointer) -> Result<String, SpecError> {
    checked(name.to_upper_camel_case(), name, at)
}

/// The name of an enum.
pub(super) fn enum_name(schema: &str) -> String {
    record_name(schema).to_upper_camel_case()
}

/// The name of a value of an enum. Text that begins like a number, or has no letters, is given a word.
pub(super) fn variant_name(text: &str, at: &Pointer) -> Result<String, SpecError> {
    if text.is_empty() {
        return Ok("Empty".to_owned());
    }
    let mut name = text.to_upper_camel_case();
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert_str(0, "Value");
    }
    // An open enum has a variant for what it does not know.
    if name == "Other" || name == "Self" {
        name.push_str("Value");
    }
    checked(name, text, at)
}

/// The Rust name of a schema's record: the service writes its own name before it.
pub fn record_name(schema: &str) -> &str {
    schema.strip_prefix("Ibis").filter(|rest| !rest.is_empty()).unwrap_or(schema)
}

/// The variable, or the file, that is named after a type.
pub fn snake_name(name: &str) -> String {
    name.to_snake_case()
}

/// The name on the wire that a Rust name stands for without a `#[name]`.
pub fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut camel, word| {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
        camel
    })
}

pub(super) fn checked(made: String, name: &str, at: &Pointer) -> Result<String, SpecError> {
    if made.starts_with(|first: char| first.is_ascii_alphabetic())
        && made.chars().all(|letter| letter == '_' || letter.is_ascii_alphanumeric())
        && !is_keyword(&made)
    {
        Ok(made)
    } else {
        Err(SpecError::new(at.clone(), Problem::Unnameable(name.to_owned())))
    }
}

fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word)
}

/// The names that the module of a group's requests has already, and those of the prelude's that declarations use.
const TAKEN_BY_REQUESTS: &[&str] = &[
    "Answers",
    "Box",
    "ConnectionOf",
    "Endpoints",
    "Option",
    "Request",
    "Result",
    "String",
    "Vec",
    // The types that a declaration may name.
    "AttributeId",
    "AttributeRecord",
    "AttributeSchemeRecord",
    "Connection",
    "ContactRow",
    "Crsid",
    "Date",
    "Fetch",
    "Group",
    "GroupId",
    "Identifier",
    "InstId",
    "Institution",
    "MemberSelector",
    "Person",
    "TransactionId",
];

const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];
