//! Derives the names of API parameters, request types and modules.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;

/// The API name of a parameter: `minTxId` for `min_tx_id`, `type` for `r#type`.
pub(crate) fn api_name(ident: &Ident) -> String {
    let text = ident.unraw().to_string();
    let mut words = text.split('_').filter(|word| !word.is_empty());
    let mut name = words.next().unwrap_or(&text).to_owned();
    words.for_each(|word| push_capitalised(&mut name, word));
    name
}

/// The name of a method's request type: `GetPerson` for `get_person`.
pub(crate) fn type_name(ident: &Ident) -> String {
    let mut name = String::new();
    ident.unraw().to_string().split('_').for_each(|word| push_capitalised(&mut name, word));
    name
}

/// The name of a type's request module: `person_methods` for `PersonMethods`.
pub(crate) fn module_name(ident: &Ident) -> String {
    let mut name = String::new();
    let mut after_lower = false;
    for c in ident.unraw().to_string().chars() {
        if c.is_uppercase() && after_lower {
            name.push('_');
        }
        after_lower = !c.is_uppercase() && c != '_';
        name.extend(c.to_lowercase());
    }
    name
}

/// Creates an identifier; `None` if the name is not a valid one.
pub(crate) fn identifier(name: &str, span: Span) -> Option<Ident> {
    // rustc's lexer reports an error for text that starts like a number.
    let is_word = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let mut ident: Ident = is_word.then(|| syn::parse_str(name).ok())??;
    ident.set_span(span);
    Some(ident)
}

fn push_capitalised(name: &mut String, word: &str) {
    let mut chars = word.chars();
    name.extend(chars.next().into_iter().flat_map(char::to_uppercase));
    name.push_str(chars.as_str());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_derived() {
        let ident = |name: &str| syn::parse_str::<Ident>(name).expect("an identifier");
        for (rust, api, request) in [
            ("min_tx_id", "minTxId", "MinTxId"),
            ("r#type", "type", "Type"),
            ("_hidden", "hidden", "Hidden"),
            ("await_", "await", "Await"),
            ("line_2", "line2", "Line2"),
            ("alreadyCamel", "alreadyCamel", "AlreadyCamel"),
        ] {
            assert_eq!((&*api_name(&ident(rust)), &*type_name(&ident(rust))), (api, request));
        }
        for (ty, module) in
            [("PersonMethods", "person_methods"), ("HTTPRooms", "httprooms"), ("Floor2", "floor2")]
        {
            assert_eq!(module_name(&ident(ty)), module);
        }
    }

    #[test]
    fn invalid_identifier_is_none() {
        for name in ["", "2e", "type", "Self", "a b", "_"] {
            assert!(identifier(name, Span::call_site()).is_none(), "{name}");
        }
        assert!(identifier("GetPerson", Span::call_site()).is_some());
    }
}
