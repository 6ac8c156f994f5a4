//! The imports of a Rust file: reads them, and adds one to the statement for a crate.

use std::{collections::BTreeMap, iter::Peekable, str::Chars};

use miette::{Result, miette};

/// The paths below a path that are imported.
#[derive(Debug, Default, PartialEq)]
struct Tree {
    /// Whether the path itself is imported.
    is_imported: bool,
    children: BTreeMap<String, Tree>,
}

/// Adds `path` to the statement `use root::...;`, which is made if there is none.
pub(crate) fn add(text: &str, root: &str, path: &str) -> Result<String> {
    let start = format!("use {root}::");
    let mut tree = Tree::default();
    let (before, after) = match text.find(&format!("\n{start}")) {
        Some(place) => {
            let (before, rest) = text.split_at(place + 1);
            let (statement, after) =
                rest.split_once(';').ok_or_else(|| miette!("`{start}` has no end"))?;
            parse(&mut statement[start.len()..].chars().peekable(), &mut tree);
            (before, after)
        }
        None => text.split_at(end_of_header(text)),
    };
    tree.insert(path);
    let separator = if after.starts_with('\n') { "" } else { "\n\n" };
    Ok(format!("{before}use {root}::{};{separator}{after}", tree.render()))
}

/// Every path that the statements `use root::...;` import, without `root`.
pub(crate) fn paths(text: &str, root: &str) -> Vec<String> {
    let mut tree = Tree::default();
    let start = format!("use {root}::");
    for (place, _) in text.match_indices(&start) {
        parse(&mut text[place + start.len()..].chars().peekable(), &mut tree);
    }
    tree.flat()
}

/// Where the first line is that is neither a comment nor empty.
fn end_of_header(text: &str) -> usize {
    let lines = text.split_inclusive('\n');
    lines.take_while(|line| line.starts_with("//!") || line.trim().is_empty()).map(str::len).sum()
}

impl Tree {
    fn insert(&mut self, path: &str) {
        let node = path
            .split("::")
            .fold(self, |node, part| node.children.entry(part.to_owned()).or_default());
        node.is_imported = true;
    }

    /// What follows `root::`. rustfmt breaks the lines and puts the names into its order.
    fn render(&self) -> String {
        let paths: Vec<String> =
            self.children.iter().flat_map(|(name, node)| node.paths(name)).collect();
        if let [path] = &paths[..] { path.clone() } else { format!("{{{}}}", paths.join(", ")) }
    }

    /// Every imported path, in full.
    fn flat(&self) -> Vec<String> {
        let below = |(name, node): (&String, &Self)| {
            let own = node.is_imported.then(|| name.clone());
            let paths = node.flat().into_iter().map(|path| format!("{name}::{path}"));
            own.into_iter().chain(paths).collect::<Vec<_>>()
        };
        self.children.iter().flat_map(below).collect()
    }

    /// The path `name` if it is imported, and what is imported below it.
    fn paths(&self, name: &str) -> Vec<String> {
        let own = self.is_imported.then(|| name.to_owned());
        let below = (!self.children.is_empty()).then(|| format!("{name}::{}", self.render()));
        own.into_iter().chain(below).collect()
    }
}

/// Reads a path, or a list of paths in braces, into `tree`.
fn parse(text: &mut Peekable<Chars>, tree: &mut Tree) {
    skip_space(text);
    if text.next_if_eq(&'{').is_some() {
        loop {
            skip_space(text);
            if text.next_if_eq(&'}').is_some() || text.peek().is_none() {
                return;
            }
            parse(text, tree);
            skip_space(text);
            text.next_if_eq(&',');
        }
    }
    let mut name = String::new();
    while let Some(letter) = text.next_if(|letter| !",:{};".contains(*letter)) {
        name.push(letter);
    }
    let node = tree.children.entry(name.trim().to_owned()).or_default();
    if text.next_if_eq(&':').is_some() {
        text.next_if_eq(&':');
        parse(text, node);
    } else {
        node.is_imported = true;
    }
}

fn skip_space(text: &mut Peekable<Chars>) {
    while text.next_if(|letter| letter.is_whitespace()).is_some() {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, path: &str, expected: &str) {
        assert_eq!(add(text, "crate", path).unwrap(), expected);
    }

    #[test]
    fn a_path_is_added_where_its_module_is_imported() {
        check(
            "//! X.\n\nuse crate::{\n    function,\n    http::{Http, Json},\n};\n\nfn x() {}\n",
            "http::Page",
            "//! X.\n\nuse crate::{function, http::{Http, Json, Page}};\n\nfn x() {}\n",
        );
        check("\nuse crate::a::B;\n", "a::C", "\nuse crate::a::{B, C};\n");
        check("\nuse crate::a::B;\n", "c::D", "\nuse crate::{a::B, c::D};\n");
    }

    #[test]
    fn a_module_and_names_in_it_can_both_be_imported() {
        check("\nuse crate::{a, b};\n", "a::C", "\nuse crate::{a, a::C, b};\n");
    }

    #[test]
    fn a_path_that_is_imported_stays() {
        check("\nuse crate::{a::B, c};\n", "a::B", "\nuse crate::{a::B, c};\n");
    }

    #[test]
    fn a_statement_is_made_after_the_header() {
        check("//! X.\n\nfn x() {}\n", "a::B", "//! X.\n\nuse crate::a::B;\n\nfn x() {}\n");
    }

    #[test]
    fn every_path_of_every_statement_is_listed() {
        let text = "use crate::{a::{B, C}, d};\npub use crate::e::F;\nuse std::fmt;\n";
        assert_eq!(paths(text, "crate"), ["a::B", "a::C", "d", "e::F"]);
    }
}
