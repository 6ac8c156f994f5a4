//! One name in the forms that Rust, Cargo and prose use.

use miette::{Result, miette};
use serde::Serialize;

/// A name in all its forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Names {
    /// `wish-list`
    pub(super) kebab: String,
    /// `wish_list`
    pub(super) snake: String,
    /// `WishList`
    pub(super) pascal: String,
    /// `wish list`
    pub(super) words: String,
    /// `Wish list`
    pub(super) title: String,
}

/// Names that cannot be modules, or that every handler crate has already.
const RESERVED: [&str; 22] = [
    "as", "async", "await", "break", "const", "dyn", "dynamo", "else", "enum", "for", "if", "impl",
    "in", "let", "lib", "loop", "main", "match", "memory", "move", "ports", "type",
];

/// Longest name: names in AWS are `{environment}-{service}-{function}` and have at most 64 letters.
const LONGEST: usize = 24;

impl Names {
    /// The forms of a name in kebab case.
    pub(super) fn parse(kebab: &str) -> Result<Self> {
        let is_word = |word: &str| {
            word.starts_with(|first: char| first.is_ascii_lowercase())
                && word.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
        };
        if kebab.len() > LONGEST || !kebab.split('-').all(is_word) || RESERVED.contains(&kebab) {
            return Err(miette!(
                help =
                    "a name has words of lower-case letters and digits, joined by `-`: `wish-list`",
                "`{kebab}` is not a name of at most {LONGEST} letters in kebab case"
            ));
        }
        let words: Vec<&str> = kebab.split('-').collect();
        Ok(Self {
            kebab: kebab.to_owned(),
            snake: words.join("_"),
            pascal: words.iter().map(|word| capitalised(word)).collect(),
            words: words.join(" "),
            title: capitalised(&words.join(" ")),
        })
    }
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(word.len().min(1));
    first.to_uppercase() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_all_forms() {
        let names = Names::parse("wish-list").unwrap();
        assert_eq!(names.snake, "wish_list");
        assert_eq!(names.pascal, "WishList");
        assert_eq!(names.words, "wish list");
        assert_eq!(names.title, "Wish list");
    }

    #[test]
    fn a_name_in_another_case_is_refused() {
        for name in [
            "",
            "Wish",
            "wish_list",
            "wish--list",
            "-wish",
            "wish-",
            "1st",
            "wish/list",
            "move",
            "main",
        ] {
            assert!(Names::parse(name).is_err(), "{name}");
        }
        assert!(Names::parse(&"x".repeat(25)).is_err());
    }
}
