//! The pages of commands in tests/cmd: the manual, its examples and their tests in one.
//!
//! `TRYCMD=overwrite cargo test` rewrites what the program prints now; the difference is to be reviewed.

#[test]
fn every_example_in_the_manual_is_true() {
    let cases = trycmd::TestCases::new();
    cases
        .env("NO_COLOR", "1")
        .env("LC_ALL", "C.UTF-8")
        .env("BIB_DIR", "")
        .env("EDITOR", "")
        .env("VISUAL", "");
    cases.case("tests/cmd/*.md").case("README.md");
    if cfg!(not(feature = "styles")) {
        cases.skip("tests/cmd/styles.md");
    }
}
