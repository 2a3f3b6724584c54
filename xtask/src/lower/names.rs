//! Derives Rust names from the names in a document.

use std::collections::BTreeMap;

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::error::{Errors, SpecError};
use crate::model::MethodsSrc;
use crate::pointer::Pointer;
use crate::reserved::RESERVED;

/// Checks an API name, which declarations use in paths and string literals.
pub(super) fn check_api_name(name: &str, at: &Pointer) -> Result<(), SpecError> {
    if !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.".contains(letter))
    {
        return Ok(());
    }
    let problem =
        format!("invalid name `{}`: expected letters, digits, `-`, `_` and `.`", name.escape_debug());
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

/// The name of a parameter. Never that of a method of requests.
pub(super) fn param_name(name: &str, at: &Pointer) -> Result<String, SpecError> {
    let name = rust_name(name, at)?;
    Ok(if RESERVED.contains(&name.as_str()) { name + "_" } else { name })
}

/// The name of a method: the `operationId` without the tag, such as `search` for `Person_search`.
pub(super) fn method_name(id: &str, tag: &str, at: &Pointer) -> Result<String, SpecError> {
    check_api_name(id, at)?;
    let own = id.split_once('_').filter(|(group, name)| group.eq_ignore_ascii_case(tag) && !name.is_empty());
    let mut method = rust_name(own.map_or(id, |(_, name)| name), at)?;
    if method == "new" {
        method.push('_');
    } else if is_one_of(RESERVED_IN_REQUESTS, &method.to_upper_camel_case()) {
        method.push_str("_call");
    }
    Ok(method)
}

/// The name of the struct with the methods of a tag.
pub(super) fn group_name(tag: &str, at: &Pointer) -> Result<String, SpecError> {
    let (first, rest) = tag.split_at_checked(1).unwrap_or_default();
    if !first.is_empty()
        && first.chars().all(|letter| letter.is_ascii_alphabetic())
        && rest.chars().all(|letter| letter.is_ascii_lowercase())
    {
        return Ok(format!("{}{rest}Methods", first.to_ascii_uppercase()));
    }
    let problem = format!("invalid tag `{}`: expected one word, such as `Person`", tag.escape_debug());
    Err(SpecError::new(at, problem))
}

/// Reports records and enums whose names clash with each other or with a type of the client.
pub(super) fn check_type_names<'a>(
    types: impl Iterator<Item = (&'a String, &'a Pointer)>,
    groups: &[MethodsSrc],
    errors: &mut Errors,
) {
    let mut taken: BTreeMap<&str, &Pointer> = BTreeMap::new();
    for (name, at) in types {
        if is_one_of(RESERVED_BY_CLIENT, name) || groups.iter().any(|group| group.name == *name) {
            let problem = format!("`{name}` is already a type of the client: rename the schema");
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

/// The name of a record.
pub(super) fn type_name(name: &str, at: &Pointer) -> Result<String, SpecError> {
    checked(name.to_upper_camel_case(), name, at)
}

/// The name of an enum.
pub(super) fn enum_name(schema: &str) -> String {
    record_name(schema).to_upper_camel_case()
}

/// The name of an enum value: `Empty` if it is empty, and prefixed if it starts with a digit.
pub(super) fn variant_name(text: &str, at: &Pointer) -> Result<String, SpecError> {
    if text.is_empty() {
        return Ok("Empty".to_owned());
    }
    let mut name = text.to_upper_camel_case();
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        name.insert_str(0, "Value");
    }
    // `Other` is the variant for unknown values.
    if name == "Other" || name == "Self" {
        name.push_str("Value");
    }
    checked(name, text, at)
}

/// The Rust name of a schema: without the service's prefix `Ibis`.
pub fn record_name(schema: &str) -> &str {
    schema.strip_prefix("Ibis").filter(|rest| !rest.is_empty()).unwrap_or(schema)
}

/// The API name of a Rust name without `#[name]`.
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

pub(super) fn checked(rust_name: String, name: &str, at: &Pointer) -> Result<String, SpecError> {
    if rust_name.starts_with(|first: char| first.is_ascii_alphabetic())
        && rust_name.chars().all(|letter| letter == '_' || letter.is_ascii_alphanumeric())
        && !is_one_of(KEYWORDS, &rust_name)
    {
        Ok(rust_name)
    } else {
        Err(SpecError::new(at, format!("cannot derive a Rust name from `{}`", name.escape_debug())))
    }
}

fn is_one_of(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|known| known == word)
}

/// Names already used in the modules of requests, by the module itself or from the prelude.
const RESERVED_IN_REQUESTS: &str = "\
    Box Endpoints Option Request Result String Vec Attribute AttributeId \
    AttributeScheme Connection ContactRow Crsid Date Fetch Group GroupId Identifier InstId Institution \
    MemberSelector Person TransactionId";

/// Types of the client and the prelude that generated code uses, or that are exported next to it.
const RESERVED_BY_CLIENT: &str = "\
    AttributeId Batch Batched Box BoxFuture Cached Call CallLabel Connection Credentials Crsid Date DecodeError Decoder \
    Default Deserialize Endpoint Entity Err Fetch FetchError Fetchable From FromResult GroupId HasConnection \
    IbisClientConnection IbisClientConnectionBuilder Identifiable InstId IntoParam IntoParamList \
    IntoSharedConnection InvalidValue Kind Listing Location MemberSelector Method None NotFetched Ok Option OtherValue \
    Pages PagesIter Param ParamError ParamIn ParamValue Params ParseAttributeError Part Phase \
    Recording Replaying Request Response Result Role Secret \
    Self Serialize ServiceError SharedConnection Some String Strings TokenError TokenProvider TransactionId \
    TransportError Values Vec Warning";

const KEYWORDS: &str = "\
    abstract as async await become box break const continue crate do dyn else enum extern false final fn for \
    gen if impl in let loop macro match mod move mut override priv pub ref return self static struct super \
    trait true try type typeof unsafe unsized use virtual where while yield";
