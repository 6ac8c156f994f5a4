//! Edits of Rust files, line by line.

use miette::{Result, miette};

/// Widest line, as in `.rustfmt.toml`.
const WIDTH: usize = 100;

/// Adds `line` to the last group of lines that contain `marker`, in alphabetical order.
pub(super) fn add_sorted_line(text: &str, line: &str, marker: &str) -> Result<String> {
    let (start, end) = last_group(text, marker)?;
    let mut lines: Vec<&str> = text.lines().collect();
    let place = (start..end).find(|&index| lines[index] > line).unwrap_or(end);
    lines.insert(place, line);
    Ok(joined(&lines))
}

/// Adds `line` after the last line that contains `marker`.
pub(super) fn add_line_after_last(text: &str, line: &str, marker: &str) -> Result<String> {
    let (_, end) = last_group(text, marker)?;
    let mut lines: Vec<&str> = text.lines().collect();
    lines.insert(end, line);
    Ok(joined(&lines))
}

/// Inserts `block` before the line `line`.
pub(super) fn insert_before_line(text: &str, line: &str, block: &str) -> Result<String> {
    let place = text.find(&format!("\n{line}\n")).ok_or_else(|| missing(line))?;
    let (before, after) = text.split_at(place + 1);
    Ok(format!("{before}{block}{after}"))
}

/// Adds `item` to the list that begins with `start`, on one line where it fits.
pub(super) fn add_to_list(text: &str, start: &str, item: &str) -> Result<String> {
    let from = text.find(start).ok_or_else(|| missing(start))? + start.len();
    let length = text[from..].find(']').ok_or_else(|| missing("]"))?;
    let (before, rest) = text.split_at(from);
    let (list, after) = rest.split_at(length);
    let items = list.split(',').map(str::trim).filter(|item| !item.is_empty());
    let items: Vec<&str> = items.chain([item]).collect();
    let line = items.join(", ");
    let indent = before.rsplit('\n').next().map_or(0, |line| line.len() - start.len());
    let list = if indent + start.len() + line.len() + 2 <= WIDTH {
        line
    } else {
        let item_indent = format!(",\n{}", " ".repeat(indent + 4));
        let items = items.join(&item_indent);
        format!("{}{items},\n{}", &item_indent[1..], " ".repeat(indent))
    };
    Ok(format!("{before}{list}{after}"))
}

/// The indexes of the first line and after the last line of the last group of neighbouring lines
/// that contain `marker`.
fn last_group(text: &str, marker: &str) -> Result<(usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let is_marked = |line: &&str| line.contains(marker) && !line.trim_start().starts_with("//");
    let last = lines.iter().rposition(is_marked).ok_or_else(|| missing(marker))?;
    let before = lines[..last].iter().rposition(|line| !is_marked(line));
    Ok((before.map_or(0, |index| index + 1), last + 1))
}

fn joined(lines: &[&str]) -> String {
    lines.join("\n") + "\n"
}

fn missing(text: &str) -> miette::Report {
    miette!("`{text}` is not there")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_added_in_alphabetical_order_to_the_last_group() {
        let text = "pub mod z;\n\npub mod a;\npub mod c;\n\nfn x() {}\n";
        let edited = add_sorted_line(text, "pub mod b;", "pub mod ").unwrap();
        assert_eq!(edited, "pub mod z;\n\npub mod a;\npub mod b;\npub mod c;\n\nfn x() {}\n");
        let edited = add_sorted_line(text, "pub mod d;", "pub mod ").unwrap();
        assert_eq!(edited, "pub mod z;\n\npub mod a;\npub mod c;\npub mod d;\n\nfn x() {}\n");
    }

    #[test]
    fn a_line_is_added_after_the_last_of_its_kind() {
        let text = "[\n  b(),\n  a(),\n]\n";
        assert_eq!(
            add_line_after_last(text, "  c(),", "(),").unwrap(),
            "[\n  b(),\n  a(),\n  c(),\n]\n"
        );
    }

    #[test]
    fn a_block_is_inserted_before_a_line() {
        let text = "a\n    s.finish()\n}\n";
        let edited = insert_before_line(text, "    s.finish()", "    s.x();\n").unwrap();
        assert_eq!(edited, "a\n    s.x();\n    s.finish()\n}\n");
    }

    #[test]
    fn an_item_is_added_to_a_list_of_one_line_or_of_many() {
        let text = "        functions: [A, B],\n";
        let edited = add_to_list(text, "functions: [", "C").unwrap();
        assert_eq!(edited, "        functions: [A, B, C],\n");
        let long = "x".repeat(80);
        let text = format!("        functions: [{long}],\n");
        let edited = add_to_list(&text, "functions: [", "C").unwrap();
        let expected =
            format!("        functions: [\n            {long},\n            C,\n        ],\n");
        assert_eq!(edited, expected);
        assert_eq!(add_to_list("l: [\n    A,\n]", "l: [", "B").unwrap(), "l: [A, B]");
    }

    #[test]
    fn a_missing_place_is_an_error() {
        assert!(add_sorted_line("fn x() {}\n", "mod a;", "mod ").is_err());
        assert!(insert_before_line("a\n", "b", "c").is_err());
    }
}
