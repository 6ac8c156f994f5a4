//! The templates of `dev` are committed, so that a change of infrastructure is reviewed as a
//! change of templates. `cargo xtask synth --golden` writes them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use similar::TextDiff;

/// A longer difference is cut: the whole one is in `git diff` after the templates are written.
const SHOWN_LINES: usize = 40;

#[test]
fn the_committed_templates_equal_the_synthesised_ones() {
    let (synthesised, committed) = (synthesised(), committed());
    let names: BTreeSet<&String> = synthesised.keys().chain(committed.keys()).collect();
    let stale: Vec<&String> =
        names.into_iter().filter(|&name| synthesised.get(name) != committed.get(name)).collect();
    let differences: String = stale
        .iter()
        .map(|&name| difference(name, committed.get(name), synthesised.get(name)))
        .collect();
    assert!(
        stale.is_empty(),
        "stale in `stacks/golden/dev`: {stale:?}\n\
         run `cargo xtask synth --golden`, review the difference and commit it\n{differences}"
    );
}

#[test]
fn a_long_difference_is_cut() {
    let new = "line\n".repeat(100);
    let difference = difference("a.yaml", None, Some(&new));
    assert_eq!(difference.lines().count(), SHOWN_LINES + 2, "{difference}");
    assert!(difference.ends_with("... 63 more lines\n"), "{difference}");
}

/// A unified diff, after an empty line.
fn difference(name: &str, committed: Option<&String>, synthesised: Option<&String>) -> String {
    let text = |template: Option<&String>| template.cloned().unwrap_or_default();
    let diff = TextDiff::from_lines(text(committed).as_str(), text(synthesised).as_str())
        .unified_diff()
        .header(&format!("{name} (committed)"), &format!("{name} (synthesised)"))
        .to_string();
    let shown: String = diff.split_inclusive('\n').take(SHOWN_LINES).collect();
    match diff.lines().count().saturating_sub(SHOWN_LINES) {
        0 => format!("\n{shown}"),
        hidden => format!("\n{shown}... {hidden} more lines\n"),
    }
}

fn synthesised() -> BTreeMap<String, String> {
    let environments = crate::system::environments();
    let dev = environments.iter().find(|environment| environment.name == "dev").unwrap();
    stacks::all(dev)
        .unwrap()
        .iter()
        .map(|stack| (format!("{}.yaml", stack.service), stack.template.to_yaml()))
        .collect()
}

fn committed() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/dev");
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect()
}
