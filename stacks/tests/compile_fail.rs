//! A stack that does not fit the contracts does not compile.

#[test]
fn misuse_does_not_compile() {
    compile_fail::check(
        env!("CARGO_MANIFEST_DIR"),
        env!("CARGO_PKG_NAME"),
        &["contracts", "stacks"],
    );
}
