//! Scopes: what a client may request, and what it was granted.

use std::fmt;

use super::oauth_error::OauthError;

/// All scopes, in the order in which they are shown.
pub const SUPPORTED: [&str; 5] = ["read", "write", "email", "openid", "profile"];

/// A set of scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope(Vec<&'static str>);

impl Scope {
    /// All scopes.
    pub fn all() -> Self {
        Self(SUPPORTED.to_vec())
    }

    /// Parses names separated by spaces.
    pub fn parse(text: &str) -> Result<Self, OauthError> {
        Self::of(text.split_ascii_whitespace())
    }

    /// Parses a list of names.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, OauthError> {
        let names: Vec<_> = names.into_iter().collect();
        if let Some(unknown) = names.iter().find(|name| !SUPPORTED.contains(*name)) {
            let shown: String = unknown.chars().take(50).collect();
            return Err(OauthError::invalid_scope(format!("there is no scope `{shown}`")));
        }
        Ok(Self(SUPPORTED.into_iter().filter(|name| names.contains(name)).collect()))
    }

    /// The `requested` part of this scope: all of it by default, never more.
    pub fn narrow(&self, requested: Option<&str>) -> Result<Self, OauthError> {
        let requested = Self::parse(requested.unwrap_or_default())?;
        if requested.0.is_empty() {
            return Ok(self.clone());
        }
        match requested.0.iter().find(|name| !self.0.contains(name)) {
            Some(missing) => {
                Err(OauthError::invalid_scope(format!("the scope `{missing}` was not granted")))
            }
            None => Ok(requested),
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

    fn check(granted: &str, requested: Option<&str>, expected: Result<&str, &str>) {
        let narrowed = Scope::parse(granted).unwrap().narrow(requested);
        let narrowed = narrowed.map(|scope| scope.to_string()).map_err(|error| error.code);
        assert_eq!(narrowed.as_deref().map_err(|code| *code), expected);
    }

    #[test]
    fn without_a_requested_scope_the_granted_one_is_used() {
        check("read write", None, Ok("read write"));
        check("read write", Some(" "), Ok("read write"));
    }

    #[test]
    fn a_requested_scope_is_never_more_than_the_granted_one() {
        check("read write", Some("write"), Ok("write"));
        check("read write", Some("write  read write"), Ok("read write"));
        check("read", Some("read write"), Err("invalid_scope"));
        check("read", Some("everything"), Err("invalid_scope"));
    }
}
