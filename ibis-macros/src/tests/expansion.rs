//! Expansions, formatted: `tests/expansions/` is to be read as code.

use super::{expanded, fetched};

/// Compares with the file of this name in `tests/expansions/`.
macro_rules! assert_expansion {
    ($name:literal, $expansion:expr) => {
        insta::with_settings!({
            snapshot_path => "../../tests/expansions",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { insta::assert_snapshot!($name, $expansion) });
    };
}

#[test]
fn methods_of_people() {
    assert_expansion!("person_methods", expanded(include_str!("../../tests/declarations/person_methods.rs")));
}

#[test]
fn methods_without_parameters() {
    assert_expansion!("ibis_methods", expanded(include_str!("../../tests/declarations/ibis_methods.rs")));
}

#[test]
fn user_struct_with_client_by_its_own_name() {
    assert_expansion!(
        "own_struct",
        expanded(
            "#[ibis_methods]
            impl Rooms {
                #[ibis(GET \"/api/v1/rooms/%(inst)s\")]
                pub(crate) fn list(&self, #[name = \"inst\"] instid: InstId, r#type: Option<&str>) -> Vec<String>;
                fn connection_name(&self) -> &str { \"rooms\" }
            }"
        )
    );
}

#[test]
fn attributes_and_visibilities_are_carried_over() {
    assert_expansion!(
        "attributes",
        expanded(
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
        )
    );
}

#[test]
fn faulty_declaration_keeps_its_signature() {
    assert_expansion!(
        "faulty",
        expanded(
            "#[ibis_methods]
            impl Rooms {
                #[ibis(PATCH \"/api/v1/rooms/%(inst)s\")]
                pub fn list(&self, instid: InstId, (a, b): Pair, limit: Option<i32>) -> Vec<String>;
                #[ibis(GET \"/api/v1/version\")]
                pub fn version(&self) -> String;
            }"
        )
    );
}

#[test]
fn fetch_of_chains_and_a_scheme() {
    assert_expansion!(
        "fetch",
        fetched("Person: email, all_insts.managed_by_groups.all_members.email, \"otherScheme\"")
    );
}

#[test]
fn names_of_the_prelude_are_written_with_their_path() {
    let expansion = expanded(
        "#[ibis_methods]
        impl Own {
            #[ibis(POST \"/own/%(a)s\")]
            pub fn own(&self, a: &str, b: &[Own], c: Own, d: ::core::option::Option<Own>) -> Own;
        }",
    );
    let code: String = expansion.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let names = [
        "Option",
        "Some",
        "None",
        "Result",
        "Ok",
        "Err",
        "String",
        "Vec",
        "Box",
        "Into",
        "From",
        "TryInto",
        "IntoFuture",
        "Future",
        "Duration",
        "Send",
        "Sync",
        "Sized",
        "Default",
        "Clone",
        "Drop",
        "Fn",
        "core",
        "std",
        "alloc",
        "cfg",
        "unreachable",
        "panic",
        "Connection",
        "HasConnection",
        "Endpoint",
        "Param",
        "ParamValue",
        "Error",
        "Method",
    ];
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    for name in names {
        for (at, _) in code.match_indices(name) {
            let (before, after) = (&code[..at], &code[at + name.len()..]);
            if before.ends_with(is_word) || after.starts_with(is_word) {
                continue;
            }
            // An associated type is declared and bound by its bare name.
            let associated = before.ends_with("type ") || after.starts_with(':') || after.starts_with(" = C");
            assert!(
                before.ends_with("::") || associated,
                "bare `{name}` in `{}`",
                &code[at.saturating_sub(40)..at]
            );
        }
    }
}
