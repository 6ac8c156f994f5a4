//! Suggestions for names that do not exist.

/// At most five of the names, those that resemble `wrong` first, each in backticks. `handle-event`
/// resembles `activity/handle-event` as much as itself.
pub fn closest(wrong: &str, names: impl IntoIterator<Item = String>) -> String {
    let mut names: Vec<_> = names.into_iter().collect();
    names.sort_by_cached_key(|name| {
        let parts = name.split('/').chain([name.as_str()]);
        parts.map(|part| strsim::osa_distance(wrong, part)).min()
    });
    let names: Vec<_> = names.into_iter().take(5).map(|it| format!("`{it}`")).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_resemble_the_wrong_one_come_first() {
        let names = || ["pricing/list", "users/login", "activity/handle-event"].map(str::to_owned);
        for (wrong, expected) in [
            ("activity/handle-evnet", "`activity/handle-event`"),
            ("handle-event", "`activity/handle-event`"),
            ("activity", "`activity/handle-event`"),
            ("user/login", "`users/login`"),
        ] {
            assert!(closest(wrong, names()).starts_with(expected), "{wrong}");
        }
    }
}
