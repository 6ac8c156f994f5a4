//! Import cycles between the files of a crate.

use std::collections::{BTreeMap, BTreeSet};

use crate::imports;

/// The files of a crate by their module paths, with the modules that each imports.
type Graph = BTreeMap<String, BTreeSet<String>>;

/// A sentence for each import cycle. `files` has the paths below `src` and the texts.
pub(super) fn problems(files: &[(String, String)]) -> Vec<String> {
    let graph = graph(files);
    let mut search = Search { graph: &graph, done: BTreeSet::new(), path: Vec::new() };
    graph.keys().filter_map(|module| search.cycle(module)).collect()
}

/// The files' tests do not count, and neither does the root of the crate, which imports all.
fn graph(files: &[(String, String)]) -> Graph {
    let texts: BTreeMap<String, &str> =
        files.iter().map(|(path, text)| (module(path), text.as_str())).collect();
    let known = |path: &str| {
        let parts: Vec<&str> = path.split("::").collect();
        let modules = (1..=parts.len()).rev().map(|length| parts[..length].join("::"));
        modules.into_iter().find(|module| texts.contains_key(module))
    };
    let imported = |module: &str, text: &str| {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let parent = module.rsplit_once("::").map_or("", |(parent, _)| parent);
        let from_parent = imports::paths(code, "super").into_iter();
        let paths = from_parent.map(|path| format!("{parent}::{path}"));
        let modules = paths.chain(imports::paths(code, "crate")).filter_map(|path| known(&path));
        modules.filter(|imported| imported != module).collect()
    };
    texts.iter().map(|(module, text)| (module.clone(), imported(module, text))).collect()
}

/// `inventory/events.rs` → `inventory::events`.
fn module(path: &str) -> String {
    path.trim_end_matches(".rs").replace('/', "::")
}

struct Search<'a> {
    graph: &'a Graph,
    done: BTreeSet<&'a str>,
    path: Vec<&'a str>,
}

impl<'a> Search<'a> {
    /// The first cycle that can be reached from `module` and was not found before.
    fn cycle(&mut self, module: &'a str) -> Option<String> {
        if let Some(start) = self.path.iter().position(|visited| *visited == module) {
            let cycle = [&self.path[start..], &[module]].concat().join("` → `");
            return Some(format!("files import each other: `{cycle}`"));
        }
        if !self.done.insert(module) {
            return None;
        }
        self.path.push(module);
        let found = self.graph[module].iter().find_map(|imported| self.cycle(imported));
        self.path.pop();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let files: Vec<(String, String)> =
            files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        assert_eq!(problems(&files), expected);
    }

    #[test]
    fn files_that_import_each_other_are_found() {
        check(
            &[
                ("a.rs", "use crate::b::B;\n"),
                ("b.rs", "use crate::{c::C, std};\n"),
                ("c.rs", "use crate::a::A;\n"),
            ],
            &["files import each other: `a` → `b` → `c` → `a`"],
        );
        check(
            &[("a.rs", "use crate::a::b::B;\n"), ("a/b.rs", "use super::A;\nuse crate::a::A;\n")],
            &["files import each other: `a` → `a::b` → `a`"],
        );
    }

    #[test]
    fn files_that_import_in_one_direction_are_no_problem() {
        check(
            &[("a.rs", "use crate::{b::B, c};\n"), ("b.rs", "use crate::c::C;\n"), ("c.rs", "")],
            &[],
        );
        check(&[("a.rs", "use crate::b::B;\n"), ("b.rs", "#[cfg(test)]\nuse crate::a::A;\n")], &[]);
    }
}
