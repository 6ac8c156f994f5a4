//! Routes of HTTP APIs and the parameters in their paths, checked when they are compiled.

/// `METHOD /path/{parameter}`, and the status of a successful response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// Method and path, the route key of API Gateway: `GET /user/{user_id}`.
    pub key: &'static str,
    /// Status of success.
    pub status: u16,
}

/// The methods that a route key may begin with.
const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "ANY"];

impl Route {
    /// A route whose path has the parameters `names`, or none of them if they are `optional`.
    #[track_caller]
    pub(crate) const fn new(
        key: &'static str,
        status: u16,
        names: &[&str],
        optional: bool,
    ) -> Self {
        let (method, path) = split(key);
        assert!(is_method(method), "the method of a route is GET, POST, PUT, PATCH, DELETE or ANY");
        assert!(starts_with_slash(path), "the path of a route begins with `/`");
        assert!(
            !ends_with_slash(path),
            "the path of a route does not end in `/`: API Gateway refuses it"
        );
        assert!(matches!(status, 200..=299), "the status of a route is one of success, 200 to 299");
        let parameters = count_parameters(path, names);
        assert!(
            parameters == names.len() || (parameters == 0 && optional),
            "the path of a route lacks a parameter that is a field of its `path!`"
        );
        Self { key, status }
    }

    /// A request that API Gateway takes no route for: its path ends in `/`. It arrives on the API's
    /// default route, like every request that no other route matches.
    ///
    /// # Panics
    /// When it is compiled, if it could be a route.
    #[track_caller]
    pub const fn not_taken_by_api_gateway(key: &'static str, status: u16) -> Self {
        let (method, path) = split(key);
        assert!(is_method(method), "the method of a route is GET, POST, PUT, PATCH, DELETE or ANY");
        assert!(ends_with_slash(path), "a path that does not end in `/` belongs to `routes`");
        Self { key, status }
    }

    /// `GET`, `POST`, `PUT`, `PATCH`, `DELETE`, or `ANY` for all of them.
    pub const fn method(&self) -> &'static str {
        split(self.key).0
    }

    /// The path, with its parameters in braces.
    pub const fn path(&self) -> &'static str {
        split(self.key).1
    }
}

/// What a path says: a struct with a field for each of its parameters. Declared with
/// [`path!`](crate::path).
pub trait PathParameters: Sized {
    /// The names of its parameters.
    const NAMES: &'static [&'static str];
    /// Whether a route may have none of them.
    const OPTIONAL: bool;

    /// Reads the parameters, percent-decoded; none if one is missing.
    fn read(value: &impl Fn(&str) -> Option<String>) -> Option<Self>;
}

/// A path without parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPath;

impl PathParameters for NoPath {
    const NAMES: &'static [&'static str] = &[];
    const OPTIONAL: bool = false;

    fn read(_: &impl Fn(&str) -> Option<String>) -> Option<Self> {
        Some(Self)
    }
}

/// For functions of which some routes have the parameters and others do not.
impl<P: PathParameters> PathParameters for Option<P> {
    const NAMES: &'static [&'static str] = P::NAMES;
    const OPTIONAL: bool = true;

    fn read(value: &impl Fn(&str) -> Option<String>) -> Option<Self> {
        Some(P::read(value))
    }
}

/// Declares the parameters of a path.
///
/// ```
/// contracts::path! {
///     /// Names a book.
///     BookPath { isbn }
/// }
/// ```
#[macro_export]
macro_rules! path {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            $(
                $(#[$field_doc])*
                #[doc = concat!("`{", stringify!($field), "}`, percent-decoded.")]
                pub $field: String,
            )+
        }

        impl $crate::PathParameters for $name {
            const NAMES: &'static [&'static str] = &[$(stringify!($field)),+];
            const OPTIONAL: bool = false;

            fn read(value: &impl Fn(&str) -> Option<String>) -> Option<Self> {
                Some(Self { $($field: value(stringify!($field))?),+ })
            }
        }
    };
}

#[track_caller]
const fn split(key: &'static str) -> (&'static str, &'static str) {
    let bytes = key.as_bytes();
    let mut end = 0;
    while end < bytes.len() && bytes[end] != b' ' {
        end += 1;
    }
    assert!(end < bytes.len(), "a route is a method, a space and a path");
    let (method, path) = key.split_at(end);
    (method, path.split_at(1).1)
}

const fn is_method(method: &str) -> bool {
    let mut index = 0;
    while index < METHODS.len() {
        if equal(METHODS[index].as_bytes(), method.as_bytes()) {
            return true;
        }
        index += 1;
    }
    false
}

const fn starts_with_slash(path: &str) -> bool {
    !path.is_empty() && path.as_bytes()[0] == b'/'
}

const fn ends_with_slash(path: &str) -> bool {
    !path.is_empty() && path.as_bytes()[path.len() - 1] == b'/'
}

/// How many parameters there are in the path, each of which must be one of `names`.
#[track_caller]
const fn count_parameters(path: &str, names: &[&str]) -> usize {
    let mut rest = path.as_bytes();
    let mut count = 0;
    while let [first, after @ ..] = rest {
        rest = after;
        assert!(*first != b'}', "a brace in the path of a route is not closed or not opened");
        if *first == b'{' {
            let (name, after) = rest.split_at(parameter_length(rest));
            assert!(
                is_one_of(name, names),
                "the path of a route has a parameter that is not a field of its `path!`"
            );
            rest = after.split_at(1).1;
            assert!(
                rest.is_empty() || rest[0] == b'/',
                "a parameter is a whole segment of the path of a route"
            );
            count += 1;
        }
    }
    count
}

#[track_caller]
const fn parameter_length(rest: &[u8]) -> usize {
    let mut length = 0;
    while length < rest.len() && rest[length] != b'}' {
        length += 1;
    }
    assert!(length < rest.len(), "a brace in the path of a route is not closed or not opened");
    length
}

const fn is_one_of(name: &[u8], names: &[&str]) -> bool {
    let mut index = 0;
    while index < names.len() {
        if equal(names[index].as_bytes(), name) {
            return true;
        }
        index += 1;
    }
    false
}

const fn equal(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut index = 0;
    while index < one.len() {
        if one[index] != other[index] {
            return false;
        }
        index += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong with a route of a function that reads `{id}`.
    fn problem(key: &'static str, status: u16) -> Option<String> {
        let made = std::panic::catch_unwind(|| Route::new(key, status, &["id"], false));
        made.err().map(|panic| (*panic.downcast::<&str>().unwrap()).to_owned())
    }

    fn check(key: &'static str, expected: &str) {
        assert_eq!(problem(key, 200).as_deref(), Some(expected), "{key}");
    }

    #[test]
    fn a_route_with_the_parameters_of_its_function_is_accepted() {
        assert_eq!(problem("GET /user/{id}", 200), None);
        assert_eq!(problem("ANY /user/{id}/orders", 201), None);
        let route = Route::new("DELETE /client/{id}", 204, &["id"], false);
        assert_eq!((route.method(), route.path()), ("DELETE", "/client/{id}"));
        assert_eq!(Route::new("PUT /user", 200, &["id"], true).path(), "/user");
    }

    #[test]
    fn a_route_that_api_gateway_would_refuse_is_refused() {
        check("GTE /user/{id}", "the method of a route is GET, POST, PUT, PATCH, DELETE or ANY");
        check("GET user/{id}", "the path of a route begins with `/`");
        check("/user/{id}", "a route is a method, a space and a path");
        check("GET /user/{id}/", "the path of a route does not end in `/`: API Gateway refuses it");
        let unbalanced = "a brace in the path of a route is not closed or not opened";
        check("GET /user/{id", unbalanced);
        check("GET /user/id}", unbalanced);
        let segment = "a parameter is a whole segment of the path of a route";
        check("GET /user/{id}x", segment);
    }

    #[test]
    fn a_route_whose_parameters_differ_from_the_fields_is_refused() {
        check(
            "GET /user/{name}",
            "the path of a route has a parameter that is not a field of its `path!`",
        );
        check("GET /user", "the path of a route lacks a parameter that is a field of its `path!`");
    }

    #[test]
    fn the_status_of_a_route_is_one_of_success() {
        assert!(problem("GET /user/{id}", 404).is_some());
    }
}
