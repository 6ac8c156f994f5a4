//! Scopes: what a client may ask for and what it was granted.

use std::fmt;

use crate::oauth_error::OauthError;

/// Every scope there is, in the order in which they are shown.
pub const SUPPORTED: [&str; 5] = ["read", "write", "email", "openid", "profile"];

/// A set of scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope(Vec<&'static str>);

impl Scope {
    /// Everything.
    pub fn all() -> Self {
        Self(SUPPORTED.to_vec())
    }

    /// Reads names separated by spaces.
    pub fn parse(text: &str) -> Result<Self, OauthError> {
        Self::of(text.split_ascii_whitespace())
    }

    /// Reads a list of names.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, OauthError> {
        let names: Vec<_> = names.into_iter().collect();
        if let Some(unknown) = names.iter().find(|it| !SUPPORTED.contains(*it)) {
            let shown: String = unknown.chars().take(50).collect();
            return Err(OauthError::invalid_scope(format!("there is no scope `{shown}`")));
        }
        Ok(Self(SUPPORTED.into_iter().filter(|it| names.contains(it)).collect()))
    }

    /// What `asked` selects of this scope: all of it by default, never more.
    pub fn narrow(&self, asked: Option<&str>) -> Result<Self, OauthError> {
        let asked = Self::parse(asked.unwrap_or_default())?;
        if asked.0.is_empty() {
            return Ok(self.clone());
        }
        match asked.0.iter().find(|it| !self.0.contains(it)) {
            Some(missing) => {
                Err(OauthError::invalid_scope(format!("the scope `{missing}` was not granted")))
            }
            None => Ok(asked),
        }
    }

    /// What the scopes allow, in words that follow "asks to".
    pub fn descriptions(&self) -> Vec<&'static str> {
        self.0.iter().map(|name| describe(name)).collect()
    }

    pub fn names(&self) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }
}

fn describe(name: &str) -> &'static str {
    match name {
        "read" => "see your orders and points",
        "write" => "place orders for you",
        "email" => "see your e-mail address",
        "openid" => "know who you are",
        _ => "see your name",
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(granted: &str, asked: Option<&str>, expected: Result<&str, &str>) {
        let narrowed = Scope::parse(granted).unwrap().narrow(asked);
        let narrowed = narrowed.map(|it| it.to_string()).map_err(|it| it.code);
        assert_eq!(narrowed.as_deref().map_err(|it| *it), expected);
    }

    #[test]
    fn asking_for_nothing_gives_everything_granted() {
        check("read write", None, Ok("read write"));
        check("read write", Some(" "), Ok("read write"));
    }

    #[test]
    fn a_scope_only_narrows() {
        check("read write", Some("write"), Ok("write"));
        check("read write", Some("write  read write"), Ok("read write"));
        check("read", Some("read write"), Err("invalid_scope"));
        check("read", Some("everything"), Err("invalid_scope"));
    }
}
