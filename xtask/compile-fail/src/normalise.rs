//! Removes from the compiler's output what changes with unrelated edits or between computers.

/// The beginnings of the last paragraphs, which summarise the output.
const SUMMARIES: &[&str] =
    &["error: aborting due to ", "For more information about ", "Some errors have detailed "];
/// Parts of the notes about a file that the compiler writes when a type is long.
const LONG_TYPE: &[&str] = &["= note: the full name for the type", "to print the full type name"];
/// What follows the gutter, which holds line numbers. The last one continues a ` = note: `.
const BESIDE_GUTTER: &[&str] = &["--> ", "::: ", " |", " = ", " + ", " - ", " ~ ", "         "];
/// Replaces the gutter where a snippet omits lines.
const OMITTED: &str = "...";

/// Keeps only those line numbers that are of the case. `case` is its path in the output.
pub(crate) fn normalise(output: &str, case: &str) -> String {
    let diagnostics: Vec<String> = output
        .trim_end()
        .split("\n\n")
        .filter(|it| !SUMMARIES.iter().any(|summary| it.starts_with(summary)))
        .map(|it| diagnostic(it, case))
        .collect();
    diagnostics.join("\n\n") + "\n"
}

fn diagnostic(text: &str, case: &str) -> String {
    let width = text.lines().find_map(|line| line.find("--> ")).unwrap_or(0);
    let mut is_of_case = true;
    let mut lines = vec![];
    for line in text.lines().filter(|line| !LONG_TYPE.iter().any(|part| line.contains(part))) {
        let Some((gutter, text)) = split(line, width) else {
            // After a heading, a snippet without location is of the case.
            is_of_case |= !line.starts_with(' ');
            lines.push((None, line.to_owned()));
            continue;
        };
        let location = text.strip_prefix("--> ").or(text.strip_prefix("::: "));
        is_of_case = location.map_or(is_of_case, |location| location.starts_with(case));
        let others = text.trim_start().strip_prefix("and ");
        let text = match (location, others.and_then(|it| it.strip_suffix(" others"))) {
            (Some(location), _) if !is_of_case => text.replace(location, &path(location)),
            (_, Some(count)) => text.replace(count, "$N"),
            _ => text.to_owned(),
        };
        lines.push((Some(if is_of_case || gutter == OMITTED { gutter } else { "" }), text));
    }
    with_narrowest_gutter(&lines)
}

/// The gutter and the text beside it, or `None` if the line has no gutter.
fn split(line: &str, width: usize) -> Option<(&str, &str)> {
    if let Some(text) = line.strip_prefix(OMITTED) {
        return Some((OMITTED, text.get(width..).unwrap_or_default()));
    }
    let (gutter, text) = line.split_at_checked(width)?;
    let gutter = gutter.trim();
    let is_number = gutter.bytes().all(|it| it.is_ascii_digit());
    let is_beside = BESIDE_GUTTER.iter().any(|start| text.starts_with(start));
    (is_number && is_beside).then_some((gutter, text))
}

/// The gutter is as wide as the longest line number of any file. Make it as wide as the longest
/// one that was kept.
fn with_narrowest_gutter(lines: &[(Option<&str>, String)]) -> String {
    let numbers = lines.iter().filter_map(|(gutter, _)| gutter.filter(|it| *it != OMITTED));
    let width = numbers.map(str::len).max().unwrap_or(0).max(1);
    let lines = lines.iter().map(|(gutter, text)| match *gutter {
        Some(OMITTED) if text.is_empty() => OMITTED.to_owned(),
        Some(OMITTED) => format!("{OMITTED}{:width$}{text}", ""),
        Some(number) => format!("{number:>width$}{text}"),
        None => text.clone(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The path of a location without line, column, and the folders of this computer.
fn path(location: &str) -> String {
    let path = location.rsplitn(3, ':').last().unwrap_or(location);
    // Without the component `rust-src`, paths of the standard library are `/rustc/<commit>/…`.
    let after_commit = || path.strip_prefix("/rustc/")?.split_once('/');
    if let Some((_, path)) = path.split_once("/rustlib/src/rust/").or_else(after_commit) {
        return format!("$RUST/{path}");
    }
    let in_registry = || path.split_once("/registry/src/")?.1.split_once('/')?.1.split_once('/');
    if let Some((package, path)) = in_registry() {
        let name = package.rsplit_once('-').map_or(package, |(name, _)| name);
        return format!("$CARGO/{name}-$VERSION/{path}");
    }
    path.to_owned()
}
