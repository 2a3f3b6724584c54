//! Tests of whole expansions. Review `tests/expansions/` as code.

use std::str::FromStr;

use proc_macro2::TokenStream;
use syn::{ImplItem, Item, ItemImpl, Type};

use crate::types;

/// The generated declarations.
const GENERATED: [&str; 4] = [
    include_str!("../../ibis-client/src/api/generated/group_methods.rs"),
    include_str!("../../ibis-client/src/api/generated/ibis_methods.rs"),
    include_str!("../../ibis-client/src/api/generated/institution_methods.rs"),
    include_str!("../../ibis-client/src/api/generated/person_methods.rs"),
];

/// The source of the macro that is applied to each request type.
const SHARED: &str = include_str!("../../ibis-client/src/request/shared.rs");

/// The impl block of a file.
fn block(file: &str) -> ItemImpl {
    let mut file = syn::parse_file(file).expect("Rust");
    let Some(Item::Impl(block)) = file.items.pop() else { panic!("the last item is a block") };
    block
}

/// The expansion of a block, formatted.
fn expanded(mut block: ItemImpl) -> String {
    let outer = block.attrs.remove(0);
    let args = outer.meta.require_list().map(|list| list.tokens.clone()).unwrap_or_default();
    formatted(crate::methods::ibis_methods(args, quote::quote!(#block)))
}

fn formatted(tokens: TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(tokens).expect("an expansion is made of items"))
}

/// The number of lines of code, without comments.
fn lines(code: &str) -> usize {
    code.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")).count()
}

macro_rules! assert_expansion {
    ($name:literal, $expansion:expr) => {
        insta::with_settings!({
            snapshot_path => "../tests/expansions",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { insta::assert_snapshot!($name, $expansion) });
    };
}

#[test]
fn methods_without_parameters_and_with_pages_and_batches() {
    let mut people = block(GENERATED[3]);
    people.items.retain(|item| {
        let ImplItem::Verbatim(tokens) = item else { return false };
        let text = tokens.to_string();
        ["fn all_attribute_schemes", "fn search (", "fn list_people"].iter().any(|name| text.contains(name))
    });
    assert_expansion!("person_methods", expanded(people));
}

#[test]
fn attributes_and_visibilities_are_carried_over() {
    assert_expansion!(
        "attributes",
        expanded(block(
            "#[ibis_methods(crate = super::client, module = requests)]
            #[cfg(unix)]
            #[allow(clippy::all)]
            impl<'c, C: Connection> outer::Methods<'c, C> where C: Clone {
                /// Says so.
                #[deprecated]
                #[cfg(feature = \"old\")]
                #[ibis(POST \"/api/v1/old\")]
                pub(super) fn old(&self, #[query] at: Option<self::At>, list: &[super::Token]) -> Option<super::Token>;
                #[doc(hidden)]
                #[cfg_attr(all(), cfg(unix), allow(unused))]
                #[ibis(DELETE \"/api/v1/100%%/%(id)s\")]
                fn token(&self, id: Token) -> Token;
            }"
        ))
    );
}

#[test]
fn faulty_declaration_expands_to_the_items_that_callers_use() {
    assert_expansion!(
        "faulty",
        expanded(block(
            "#[ibis_methods]
            impl Rooms {
                #[ibis(PATCH \"/api/v1/rooms/%(inst)s\")]
                pub fn list(&self, instid: InstId, (a, b): Pair, limit: Option<i32>) -> Vec<String>;
            }"
        ))
    );
}

#[test]
fn fetch_of_chains_and_a_scheme() {
    let chains = "Person: email, all_insts.managed_by_groups.all_members.email, \"otherScheme\"";
    let value = crate::fetch::fetch(TokenStream::from_str(chains).expect("tokens"));
    assert_expansion!("fetch", formatted(quote::quote!(const FETCH: Fetch<Person> = #value;)));
}

/// Every line of an expansion is compiled in every user's build.
#[test]
fn endpoint_stays_within_its_budget_of_lines() {
    for file in GENERATED {
        let whole = lines(&expanded(block(file)));
        for index in 0..block(file).items.len() {
            let mut others = block(file);
            let ImplItem::Verbatim(endpoint) = others.items.remove(index) else { panic!("a declaration") };
            let added = whole - if others.items.is_empty() { 0 } else { lines(&expanded(others)) };
            let declared = format!("{endpoint} {{}}");
            let function: syn::ImplItemFn =
                syn::parse_str(&declared.replacen("; {}", "{}", 1)).expect("a declaration");
            let types = function.sig.inputs.iter().filter_map(|input| match input {
                syn::FnArg::Typed(typed) => Some(&*typed.ty),
                syn::FnArg::Receiver(_) => None,
            });
            let (optional, required): (Vec<&Type>, Vec<&Type>) =
                types.partition(|ty| types::inside_option(ty).is_some());
            let several =
                ["# [after]", "# [offset]", "# [batch]"].iter().any(|marker| declared.contains(marker));
            let allowed = 26 + 3 * required.len() + 6 * optional.len() + if several { 5 } else { 0 };
            let name = &function.sig.ident;
            println!("{name}: {added} lines of {allowed}");
            assert!(added <= allowed, "`{name}` adds {added} lines, {allowed} are allowed");
        }
    }
}

#[test]
fn shared_code_of_requests_stays_within_its_budget_of_lines() {
    let body = |name: &str| {
        let start = SHARED.rfind(&format!("macro_rules! {name} {{")).expect("the macro is there");
        let body = SHARED[start..].split_once("=> {\n").expect("it has one rule").1;
        lines(body.split_once("\n    };").expect("it ends").0)
    };
    let shared = body("__request") - 1 + body("__send");
    let blocks: usize = GENERATED.iter().map(|file| lines(&expanded(block(file)))).sum();
    let all = blocks + 47 * shared;
    println!("{shared} lines for each request, {all} in all");
    assert!(shared <= 35, "{shared} lines for each request");
    assert!(all <= 3300, "{all} lines in all");
}

/// A documented signature is as short as its declaration.
#[test]
fn methods_have_no_generics_and_document_their_setters_and_result() {
    for file in GENERATED {
        let expansion = syn::parse_file(&expanded(block(file))).expect("items");
        let [Item::Impl(methods), Item::Mod(outer), ..] = &expansion.items[..] else { panic!("two items") };
        let (_, outer) = outer.content.as_ref().expect("a module with its items");
        let [Item::Use(_), Item::Mod(requests)] = &outer[..] else { panic!("a module") };
        let (_, items) = requests.content.as_ref().expect("a module with its items");
        let is_struct = |item: &&Item| matches!(item, Item::Struct(_));
        assert_eq!(items.iter().filter(is_struct).count(), methods.items.len());
        assert_eq!(items.len(), methods.items.len() + 1, "the structs and `ENDPOINTS`");
        for method in &methods.items {
            let ImplItem::Fn(method) = method else { panic!("a method") };
            let (generics, docs) = (&method.sig.generics, quote::quote!(#method).to_string());
            assert!(generics.params.is_empty() && generics.where_clause.is_none(), "{}", method.sig.ident);
            assert!(docs.contains("request; awaiting it gives `"), "{docs}");
        }
        for item in &expansion.items {
            let Item::Impl(item) = item else { continue };
            let setters = item.items.iter().filter_map(|item| match item {
                ImplItem::Fn(setter) if setter.sig.inputs.len() == 2 => Some(&setter.sig.ident),
                _ => None,
            });
            for setter in setters.filter(|_| !std::ptr::eq(item, methods)) {
                assert!(quote::quote!(#methods).to_string().contains(&format!("::{setter}):")), "{setter}");
            }
        }
    }
}
