//! Refuses forms that a browser sends from a page of another origin. Such a page could otherwise log
//! a user in to the attacker's account. Browsers add the headers by themselves and pages cannot change
//! them; clients that are no browsers send neither.

use platform::{Failure, Result};

/// Checks the headers `Origin` and `Sec-Fetch-Site` of a form that must come from a page of `issuer`.
pub fn check<'a>(header: impl Fn(&str) -> Option<&'a str>, issuer: &str) -> Result {
    let is_same_origin = header("origin").is_none_or(|sender| is_origin_of(sender, issuer));
    let is_sent_by_own_page =
        header("sec-fetch-site").is_none_or(|site| matches!(site, "same-origin" | "none"));
    if is_same_origin && is_sent_by_own_page {
        Ok(())
    } else {
        Err(Failure::forbidden(
            "the form was sent from another site; go back to the application and log in again",
        ))
    }
}

/// Whether `origin` is scheme, host and port of `address`. An origin has no path, an address may.
fn is_origin_of(origin: &str, address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://") else { return false };
    let host = rest.split('/').next().unwrap_or_default();
    origin.eq_ignore_ascii_case(&format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "http://127.0.0.1:4566/_aws/execute-api/users";

    #[track_caller]
    fn check_form(origin: Option<&str>, site: Option<&str>, is_accepted: bool) {
        let header = |name: &str| if name == "origin" { origin } else { site };
        match check(header, ISSUER) {
            Ok(()) => assert!(is_accepted, "{origin:?} {site:?}"),
            Err(Failure::Rejected(rejection)) => {
                assert!(!is_accepted, "{origin:?} {site:?}");
                assert_eq!(rejection.status, 403);
            }
            Err(failure) => panic!("{failure:?}"),
        }
    }

    #[test]
    fn a_form_of_our_own_page_is_accepted() {
        check_form(Some("http://127.0.0.1:4566"), Some("same-origin"), true);
        check_form(Some("HTTP://127.0.0.1:4566"), None, true);
        check_form(None, Some("none"), true);
    }

    #[test]
    fn a_client_that_is_no_browser_is_accepted() {
        check_form(None, None, true);
    }

    #[test]
    fn a_form_of_another_origin_is_refused() {
        for origin in [
            "null",
            "",
            "http://127.0.0.1",
            "http://127.0.0.1:4567",
            "https://127.0.0.1:4566",
            "http://127.0.0.1:4566.evil.example",
            "http://127.0.0.1:4566/_aws/execute-api/users",
            "https://evil.example",
        ] {
            check_form(Some(origin), None, false);
            check_form(Some(origin), Some("same-origin"), false);
        }
    }

    #[test]
    fn a_form_of_another_site_is_refused() {
        for site in ["cross-site", "same-site", ""] {
            check_form(None, Some(site), false);
            check_form(Some("http://127.0.0.1:4566"), Some(site), false);
        }
    }

    #[test]
    fn the_path_of_an_address_may_be_empty() {
        assert!(is_origin_of("https://users.example", "https://users.example"));
        assert!(!is_origin_of("https://users.example", "users.example"));
    }
}
