//! A handler that does what its function did not declare does not compile.

#[test]
fn misuse_does_not_compile() {
    compile_fail::check(
        env!("CARGO_MANIFEST_DIR"),
        env!("CARGO_PKG_NAME"),
        &["aws_sdk_dynamodb", "contracts", "platform"],
    );
}
