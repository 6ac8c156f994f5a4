//! The commands of the tool with which the shop is operated.

use std::{
    env,
    path::PathBuf,
    process::{Command, Stdio},
};

use request::{Demo, Request, Verbosity};
use serde_json::Value;

use crate::Shop;

impl Shop {
    /// Runs a command that prints JSON, as `cargo xtask` does after synthesis, and returns what it
    /// printed. The manifest is in the folder of the file that `SHOP_OUTPUTS` names.
    ///
    /// # Panics
    /// If the command is refused or prints no JSON. A command that leaves something undone prints what.
    pub fn operate(&self, command: request::Command) -> Value {
        let outputs = PathBuf::from(env::var("SHOP_OUTPUTS").expect("the shop was opened"));
        let verbosity = Verbosity { quiet: true, no_progress: true };
        let manifest = outputs.with_file_name("manifest.json");
        let request = Request { manifest, artifacts: None, verbosity, command };
        let request = serde_json::to_string(&request).expect("a request can be written as JSON");
        let output = Command::new(binary("aws")).arg(&request).output();
        let output = output.expect("`cargo xtask test` has built the `aws` binary");
        let errors = String::from_utf8_lossy(&output.stderr);
        let is_complete = matches!(output.status.code(), Some(0 | 1));
        assert!(is_complete, "{request} ended with {}: {errors}", output.status);
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{request} does not print JSON: {error}: {errors}"))
    }

    /// Places the orders of `cargo xtask demo`. Returns whether it ended with success, and the JSON that
    /// it printed.
    ///
    /// # Panics
    /// If it prints no JSON.
    pub fn demo(&self, input: &Demo) -> (bool, Value) {
        let mut demo = Command::new(binary("demo"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("`cargo xtask test` has built the `demo` binary");
        let stdin = demo.stdin.take().expect("the input is a pipe");
        serde_json::to_writer(stdin, input).expect("`demo` reads its input");
        let output = demo.wait_with_output().expect("`demo` ends");
        let json = serde_json::from_slice(&output.stdout);
        (output.status.success(), json.expect("`demo` prints JSON, or an error above"))
    }
}

/// A binary of the tool, which is in the folder above that of the running test.
fn binary(name: &str) -> PathBuf {
    let test = env::current_exe().expect("a test has a path");
    let folder = test.parent().and_then(|it| it.parent()).expect("a test is in `target/*/deps`");
    folder.join(name)
}
