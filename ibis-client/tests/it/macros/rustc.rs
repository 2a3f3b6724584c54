//! Mistakes that rustc finds in expanded code: it points at the user's token, and names nothing that users do not know.

use super::compiler::diagnostics;

/// Asserts that a case has a single message, about this text in the line marked `// here`.
fn assert_one(level: &str, case: &str, spanned: &str, phrase: &str) {
    let source = format!("{}/tests/ui/rustc/{case}.rs", env!("CARGO_MANIFEST_DIR"));
    let source = std::fs::read_to_string(source).expect("the case is a file");
    let here = source.lines().position(|line| line.ends_with("// here")).expect("a line is marked");
    let found = diagnostics(case);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].line, found[0].spanned.as_str()), (here + 1, spanned), "{found:#?}");
    assert_eq!(found[0].level, level, "{found:#?}");
    assert!(found[0].message.contains(phrase), "no `{phrase}` in {found:#?}");
    assert!(!found[0].rendered.contains("private"), "{}", found[0].rendered);
}

#[test]
fn fetch_of_the_wrong_kind_for_a_method_is_an_error_at_the_macro() {
    let found = diagnostics("fetch_of_the_wrong_kind");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].spanned.starts_with("fetch!("), "{found:#?}");
    assert!(found[0].message.contains("Fetch"), "{found:#?}");
}

#[test]
fn unsupported_result_is_an_error_at_the_type() {
    assert_one("error", "unsupported_result", "Bed", "`Bed` cannot be converted from an `IbisResult`");
}

#[test]
fn pages_or_batches_without_a_list_of_entities_are_an_error_at_the_type() {
    assert_one(
        "error",
        "batch_without_a_list",
        "Vec<AttributeSchemeRecord>",
        "AttributeSchemeRecord>` is not a list of entities",
    );
    assert_one(
        "error",
        "pages_without_a_list",
        "Vec<AttributeSchemeRecord>",
        "AttributeSchemeRecord>` is not a list of entities",
    );
    for case in ["batch_of_one", "pages_of_one"] {
        assert_one("error", case, "Option<Person>", "Person>` is not a list of entities");
    }
}

#[test]
fn after_on_an_unsuitable_type_is_an_error_at_the_marker() {
    assert_one("error", "after_a_number", "after", "`i32` cannot take an identifier");
}

#[test]
fn offset_on_a_non_integer_is_an_error_at_the_marker() {
    assert_one("error", "offset_of_text", "offset", "String` is not an integer");
    assert_one("error", "offset_of_a_reference", "offset", "String` is not an integer");
}

#[test]
fn unsupported_parameter_is_an_error_at_the_type() {
    assert_one("error", "parameter_that_cannot_be_sent", "Bed", "a parameter cannot be of type `Bed`");
    assert_one(
        "error",
        "optional_parameter_that_cannot_be_sent",
        "Bed",
        "a parameter cannot be of type `Bed`",
    );
}

#[test]
fn struct_without_connection_is_one_error_at_the_struct() {
    assert_one("error", "struct_without_connection", "Halls", "`Halls` does not implement `HasConnection`");
}

#[test]
fn non_connection_is_an_error_at_the_argument() {
    assert_one("error", "not_a_connection", "\"lookup\"", "`&str` is not a connection");
    assert_one("error", "arc_of_a_non_connection", "&Arc::new(42)", "`&Arc<{integer}>` is not a connection");
}

#[test]
fn module_whose_name_is_taken_is_one_error_that_says_what_to_write() {
    for case in ["two_blocks_of_one_module", "two_blocks_of_two_types", "item_called_as_the_module"] {
        assert_one("error", case, "#[ibis_methods]", "the name `rooms` is defined multiple times");
        let rendered = &diagnostics(case)[0].rendered;
        assert!(rendered.contains("write_ibis_methods_module_equals_name`"), "{rendered}");
    }
}

#[test]
fn misspelt_setter_is_an_error_at_the_call() {
    assert_one("error", "misspelt_setter", "limt", "no method named `limt`");
}

#[test]
fn missing_required_parameter_is_an_error_at_the_call() {
    assert_one("error", "missing_required_parameter", "get", "takes 1 argument but 0");
}

#[test]
fn unused_request_is_a_warning_at_the_call() {
    assert_one("warning", "unused_request", "Rooms.get(\"a\")", "unused `rooms::Get` that must be used");
}

#[test]
fn deprecated_endpoint_is_a_warning_at_the_call() {
    assert_one("warning", "deprecated_endpoint", "get", "ask for a bed");
}
