//! Which web pages may read responses.

use super::Response;

/// The origins of the environment's file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cors {
    /// Every page.
    Any,
    /// Pages of these origins.
    Only(Vec<String>),
}

impl Cors {
    /// Reads `*` or a list with commas.
    pub(crate) fn parse(origins: &str) -> Self {
        if origins.trim() == "*" {
            return Self::Any;
        }
        let origins = origins.split(',').map(|origin| origin.trim().trim_end_matches('/'));
        Self::Only(origins.filter(|origin| !origin.is_empty()).map(str::to_owned).collect())
    }

    /// Lets the page at `origin` read `response`, if it may.
    pub(super) fn allow(&self, origin: Option<&str>, response: &mut Response) {
        match self {
            Self::Any => response.set_header("Access-Control-Allow-Origin", "*".to_owned()),
            Self::Only(origins) => {
                response.set_header("Vary", "Origin".to_owned());
                let Some(origin) = origins.iter().find(|known| Some(known.as_str()) == origin)
                else {
                    return;
                };
                response.set_header("Access-Control-Allow-Origin", origin.clone());
            }
        }
        let headers = "Content-Type,Authorization,X-Correlation-ID";
        response.set_header("Access-Control-Allow-Headers", headers.to_owned());
        let methods = "GET,POST,PUT,DELETE,OPTIONS";
        response.set_header("Access-Control-Allow-Methods", methods.to_owned());
        response.set_header("Access-Control-Expose-Headers", "X-Correlation-ID".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(origins: &str, origin: Option<&str>) -> Option<String> {
        let mut response = Response::default();
        Cors::parse(origins).allow(origin, &mut response);
        response.header("Access-Control-Allow-Origin").map(str::to_owned)
    }

    #[test]
    fn only_listed_origins_are_allowed() {
        let listed = "https://shop.example, https://admin.example/";
        let admin = "https://admin.example";
        assert_eq!(allowed(listed, Some(admin)).as_deref(), Some(admin));
        assert_eq!(allowed(listed, Some("https://evil.example")), None);
        assert_eq!(allowed(listed, None), None);
        assert_eq!(allowed("", Some("https://evil.example")), None);
    }

    #[test]
    fn a_star_allows_every_origin() {
        assert_eq!(allowed("*", None).as_deref(), Some("*"));
        assert_eq!(allowed("*", Some("https://any.example")).as_deref(), Some("*"));
    }
}
