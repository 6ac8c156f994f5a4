//! Tests of the checks with cases that need no library, and of the normalisation.

use super::*;

/// The problem of a case with these errors expected.
fn problem(source: &str, expected: &str) -> Option<String> {
    let folder = TempDir::new().unwrap();
    let case = folder.path().join("case.rs");
    fs::write(&case, source).unwrap();
    fs::write(case.with_extension("stderr"), expected).unwrap();
    check_case(&case, &[], false)
}

#[test]
fn a_case_that_compiles_is_a_problem() {
    let problem = problem("fn main() {}", "").unwrap();
    assert!(problem.ends_with("case.rs` compiles, but must not"), "{problem}");
}

#[test]
fn a_difference_is_shown_as_a_diff() {
    let problem = problem("fn main() { missing() }", "error: another one\n").unwrap();
    assert!(problem.contains("\n-error: another one\n+error[E0425]: cannot find"), "{problem}");
}

#[test]
fn overwritten_errors_are_expected() {
    let folder = TempDir::new().unwrap();
    let case = folder.path().join("case.rs");
    fs::write(&case, "fn main() { missing() }").unwrap();
    assert_eq!(check_case(&case, &[], true), None);
    assert_eq!(check_case(&case, &[], false), None);
}

#[test]
fn expected_errors_without_a_case_are_a_problem() {
    let folder = TempDir::new().unwrap();
    let problem = check_expected(&folder.path().join("case.stderr")).unwrap();
    assert!(problem.ends_with("case.stderr` has no case; delete it"), "{problem}");
}

const MESSAGES: &str = r#"{"reason":"compiler-artifact","target":{"name":"serde"},"filenames":["/deps/libserde-1.rlib","/deps/libserde-1.rmeta"]}
{"reason":"compiler-artifact","target":{"name":"syn"},"filenames":["/deps/libsyn-1.rlib"]}
{"reason":"compiler-artifact","target":{"name":"syn"},"filenames":["/deps/libsyn-2.rlib"]}
{"reason":"build-finished","success":true}"#;

#[test]
fn a_library_is_found_in_the_messages_of_cargo() {
    let expected = ["--extern=serde=/deps/libserde-1.rlib", "-Ldependency=/deps"];
    assert_eq!(libraries(MESSAGES, &["serde"]), expected);
}

#[test]
#[should_panic(expected = "cargo must have built one library `syn`, but the list is [\"/deps/lib")]
fn two_builds_of_a_library_are_an_error() {
    libraries(MESSAGES, &["syn"]);
}

#[test]
#[should_panic(expected = "cargo must have built one library `toml`, but the list is []")]
fn a_library_that_was_not_built_is_an_error() {
    libraries(MESSAGES, &["toml"]);
}

/// `output` and `expected` begin with an empty line.
fn check_normalised(output: &str, expected: &str) {
    let normalised = normalise::normalise(&output[1..], "a/tests/compile_fail/case.rs");
    assert_eq!(normalised, expected[1..], "\n{normalised}");
}

#[test]
fn only_line_numbers_of_the_case_are_kept() {
    check_normalised(
        "
error[E0277]: `A` did not declare `B`
   --> a/tests/compile_fail/case.rs:7:13
    |
  7 |     a.b();
    |       ^
    |
    = note: expected struct `A`
               found struct `B`
help: the trait is not implemented
      but another trait is
   --> b/src/lib.rs:120:5
    |
120 |       impl A for B {}
    |       ^^^^^^^^^^^^^^^
    |
   ::: b/src/other.rs:98:1
    |
 98 | / function! {
...   |
101 | | }
    | |_- in this macro invocation
...
105 |   fn b()
    |      -
help: consider a change
    |
 10 +     use c;
    |
",
        "
error[E0277]: `A` did not declare `B`
  --> a/tests/compile_fail/case.rs:7:13
   |
 7 |     a.b();
   |       ^
   |
   = note: expected struct `A`
              found struct `B`
help: the trait is not implemented
      but another trait is
  --> b/src/lib.rs
   |
   |       impl A for B {}
   |       ^^^^^^^^^^^^^^^
   |
  ::: b/src/other.rs
   |
   | / function! {
...  |
   | | }
   | |_- in this macro invocation
...
   |   fn b()
   |      -
help: consider a change
   |
10 +     use c;
   |
",
    );
}

#[test]
fn the_number_of_unlisted_implementations_is_removed() {
    check_normalised(
        "
error[E0277]: `A` is not a `B`
 --> a/tests/compile_fail/case.rs:7:13
  = help: the following other types implement trait `B`:
            C
          and 5 others
",
        "
error[E0277]: `A` is not a `B`
 --> a/tests/compile_fail/case.rs:7:13
  = help: the following other types implement trait `B`:
            C
          and $N others
",
    );
}

#[test]
fn folders_of_the_computer_and_versions_are_removed() {
    check_normalised(
        "
note: one
 --> /home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/serde_core-1.0.2/src/ser.rs:5:1
note: two
 --> /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/clone.rs:5:1
note: three
 --> /home/me/.rustup/toolchains/stable/lib/rustlib/src/rust/library/core/src/clone.rs:5:1
",
        "
note: one
 --> $CARGO/serde_core-$VERSION/src/ser.rs
note: two
 --> $RUST/library/core/src/clone.rs
note: three
 --> $RUST/library/core/src/clone.rs
",
    );
}

#[test]
fn summaries_and_files_of_long_types_are_removed() {
    check_normalised(
        "
error[E0308]: mismatched types
 --> a/tests/compile_fail/case.rs:7:13
  = note: the full name for the type has been written to '/tmp/x.long-type-1.txt'
  = note: consider using `--verbose` to print the full type name to the console

error[E0425]: cannot find function `b`

error: aborting due to 2 previous errors

Some errors have detailed explanations: E0308, E0425.
For more information about an error, try `rustc --explain E0308`.
",
        "
error[E0308]: mismatched types
 --> a/tests/compile_fail/case.rs:7:13

error[E0425]: cannot find function `b`
",
    );
}
