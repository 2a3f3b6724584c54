//! Names of the document -> names in Rust.

use std::collections::BTreeMap;

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::error::{Errors, SpecError};
use crate::model::MethodsSrc;
use crate::pointer::Pointer;
use crate::reserved::RESERVED;

/// Checks a name of the wire, which a declaration has in a path or as a string.
pub(super) fn wire(name: &str, at: &Pointer) -> Result<(), SpecError> {
    if !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter))
    {
        return Ok(());
    }
    let problem =
        format!("`{}` is not a name: expected letters, digits, `-`, `_` and `.`", name.escape_debug());
    Err(SpecError::new(at, problem))
}

/// The name of a field or a method.
pub(super) fn rust_name(name: &str, at: &Pointer) -> Result<String, SpecError> {
    let snake = name.to_snake_case();
    if is_one_of(KEYWORDS, &snake) {
        return Ok(snake + "_");
    }
    checked(snake, name, at)
}

/// The name of a parameter, which is never that of a method that requests have.
pub(super) fn param_name(name: &str, at: &Pointer) -> Result<String, SpecError> {
    let name = rust_name(name, at)?;
    Ok(if RESERVED.contains(&name.as_str()) { name + "_" } else { name })
}

/// The name of a method: the part of the operation's id that names it within its group, as `search` of
/// `Person_search`.
pub(super) fn method_name(id: &str, tag: &str, at: &Pointer) -> Result<String, SpecError> {
    wire(id, at)?;
    let own = id.split_once('_').filter(|(group, name)| group.eq_ignore_ascii_case(tag) && !name.is_empty());
    let mut method = rust_name(own.map_or(id, |(_, name)| name), at)?;
    if method == "new" {
        method.push('_');
    } else if is_one_of(TAKEN_BY_REQUESTS, &method.to_upper_camel_case()) {
        method.push_str("_call");
    }
    Ok(method)
}

/// The struct that has the methods of a tag.
pub(super) fn group_name(tag: &str, at: &Pointer) -> Result<String, SpecError> {
    let (first, rest) = tag.split_at_checked(1).unwrap_or_default();
    if !first.is_empty()
        && first.chars().all(|letter| letter.is_ascii_alphabetic())
        && rest.chars().all(|letter| letter.is_ascii_lowercase())
    {
        return Ok(format!("{}{rest}Methods", first.to_ascii_uppercase()));
    }
    let problem = format!("the tag `{}` names no group: expected one word, as `Person`", tag.escape_debug());
    Err(SpecError::new(at, problem))
}

/// Finds records and enums whose names are taken, by each other or by what the client has already.
pub(super) fn distinct_types<'a>(
    types: impl Iterator<Item = (&'a String, &'a Pointer)>,
    groups: &[MethodsSrc],
    errors: &mut Errors,
) {
    let mut taken: BTreeMap<&str, &Pointer> = BTreeMap::new();
    for (name, at) in types {
        if is_one_of(TAKEN_BY_CLIENT, name) || groups.iter().any(|group| group.name == *name) {
            let problem =
                format!("`{name}` is a type that the client has already: call the schema otherwise");
            errors.push(SpecError::new(at, problem));
        }
        for name in [name.as_str(), name.strip_suffix("Ref").or(name.strip_suffix("Record")).unwrap_or(name)]
        {
            match taken.get(name) {
                Some(other) if *other != at => errors.push(SpecError::taken(at, name, other)),
                _ => _ = taken.insert(name, at),
            }
        }
    }
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
        && !is_one_of(KEYWORDS, &made)
    {
        Ok(made)
    } else {
        Err(SpecError::new(at, format!("no Rust name can be made of `{}`", name.escape_debug())))
    }
}

fn is_one_of(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|known| known == word)
}

/// The names that the module of a group's requests has already, and those of the prelude's that declarations use.
const TAKEN_BY_REQUESTS: &str = "\
    Answers Box ConnectionOf Endpoints Option Request Result String Vec Attribute AttributeId \
    AttributeScheme Connection ContactRow Crsid Date Fetch Group GroupId Identifier InstId Institution \
    MemberSelector Person TransactionId";

/// Types of the client and of the prelude that generated code names, or that are exported beside it.
const TAKEN_BY_CLIENT: &str = "\
    AttributeId Batch Batched Box BoxFuture Cached Call CallLabel Connection Credentials Crsid Date DecodeError Decoder \
    Default Deserialize Endpoint Entity Err Fetch FetchError Fetchable From FromResult GroupId HasConnection \
    IbisClientConnection IbisClientConnectionBuilder Identifiable InstId IntoParam IntoParamList \
    IntoSharedConnection InvalidValue Kind Listing Location MemberSelector Method None NotFetched Ok Option OtherValue \
    Pages PagesIter Param ParamError ParamIn ParamValue Params ParseAttributeError Part Phase \
    Recording Replaying Request Response Result Role Secret \
    Self Serialize ServiceError SharedConnection Some String Strings Texts TokenError TokenProvider TransactionId \
    TransportError Values Vec Warning";

const KEYWORDS: &str = "\
    abstract as async await become box break const continue crate do dyn else enum extern false final fn for \
    gen if impl in let loop macro match mod move mut override priv pub ref return self static struct super \
    trait true try type typeof unsafe unsized use virtual where while yield";
