//! The templates of `dev` are committed, so that a change of infrastructure is reviewed as what it
//! is. `cargo xtask synth --golden` writes them.

use std::{collections::BTreeMap, fs, path::Path};

#[test]
fn the_committed_templates_are_what_the_stacks_say() {
    let dev = crate::system::environments()
        .into_iter()
        .find(|environment| environment.name == "dev")
        .unwrap();
    let synthesised: BTreeMap<String, String> = stacks::all(&dev)
        .unwrap()
        .iter()
        .map(|stack| (format!("{}.yaml", stack.service), stack.template.to_yaml()))
        .collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/dev");
    let committed: BTreeMap<String, String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect();
    let names =
        |templates: &BTreeMap<String, String>| templates.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&synthesised), names(&committed), "run `cargo xtask synth --golden`");
    for (name, template) in &synthesised {
        assert_eq!(
            template, &committed[name],
            "`{name}` is stale: run `cargo xtask synth --golden`"
        );
    }
}
