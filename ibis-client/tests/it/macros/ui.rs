//! The macros' messages about mistakes, word for word, and code that compiles.

#[test]
fn cases() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/fail/*/*.rs");
    cases.pass("tests/ui/pass/*/*.rs");
}
