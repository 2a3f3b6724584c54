//! What the macros say of mistakes, word by word, and what compiles.

#[test]
fn cases() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/fail/*/*.rs");
    cases.pass("tests/ui/pass/*/*.rs");
}
