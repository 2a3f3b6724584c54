//! Mistakes that rustc finds in what the macros make: it points at the user's token.

use crate::compiler::diagnostics;

/// Asserts that a case has one message, about this text in the line marked `// here`.
fn assert_one(level: &str, case: &str, spanned: &str, phrase: &str) {
    let source = format!("{}/tests/ui/words/{case}.rs", env!("CARGO_MANIFEST_DIR"));
    let source = std::fs::read_to_string(source).expect("the case is a file");
    let here = source.lines().position(|line| line.ends_with("// here")).expect("a line is marked");
    let found = diagnostics(case);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].line, found[0].spanned.as_str()), (here + 1, spanned), "{found:#?}");
    assert_eq!(found[0].level, level, "{found:#?}");
    assert!(found[0].message.contains(phrase), "no `{phrase}` in {found:#?}");
}

#[test]
fn what_every_type_can_do_is_no_name_to_fetch() {
    assert_one("error", "fetch_clone", "clone", "no method named `clone`");
}

#[test]
fn fetch_of_a_wrong_name_is_an_error_at_the_name() {
    assert_one("error", "fetch_wrong_name", "all_instz", "no method named `all_instz`");
}

#[test]
fn fetch_of_a_step_after_a_leaf_is_an_error_at_the_step() {
    assert_one(
        "error",
        "fetch_step_after_a_leaf",
        "all_insts",
        "no method named `all_insts` found for struct `Leaf`",
    );
}

#[test]
fn fetch_of_a_name_of_another_kind_is_an_error_at_the_name() {
    assert_one("error", "fetch_name_of_another_kind", "all_insts", "no method named `all_insts`");
}

#[test]
fn fetch_through_contact_rows_continues_with_people() {
    assert_one("error", "fetch_through_contact_rows", "child_insts", "found for struct `ContactRows`");
}

#[test]
fn fetch_of_the_wrong_kind_for_a_method_is_an_error_at_the_macro() {
    let found = diagnostics("fetch_of_the_wrong_kind");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].spanned.starts_with("fetch!("), "{found:#?}");
    assert!(found[0].message.contains("Fetch"), "{found:#?}");
}

#[test]
fn result_that_an_answer_cannot_hold_is_an_error_at_the_type() {
    assert_one("error", "result_of_no_answer", "Bed", "`Bed` is nothing that an answer can hold");
}

#[test]
fn pages_or_batches_of_what_is_no_list_of_entities_are_an_error_at_the_type() {
    assert_one("error", "batch_of_no_list", "Vec", "`Vec<String>` is no list of entities");
    // Rustc says it of the type of the stream and of its making.
    for found in diagnostics("pages_of_no_list") {
        assert_eq!((found.line, &*found.spanned), (7, "Vec"), "{found:#?}");
        assert_eq!(found.message, "`Vec<String>` is no list of entities");
    }
}

#[test]
fn parameter_that_cannot_be_sent_is_an_error_at_the_type() {
    assert_one("error", "parameter_that_cannot_be_sent", "Bed", "ParamValue: From<Bed>");
}

#[test]
fn optional_parameter_that_cannot_be_sent_is_an_error_at_the_type() {
    assert_one("error", "optional_parameter_that_cannot_be_sent", "Bed", "ParamValue: From<Bed>");
}

#[test]
fn struct_without_connection_is_one_error_at_the_struct() {
    assert_one(
        "error",
        "struct_without_connection",
        "Halls",
        "`Halls` does not say how its connection is reached",
    );
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
    assert_one("warning", "unused_request", "Rooms.get(\"a\")", "unused `rooms::Request` that must be used");
}

#[test]
fn deprecated_endpoint_is_a_warning_at_the_call() {
    assert_one("warning", "deprecated_endpoint", "get", "ask for a bed");
}
