//! Route keys: each has the form that HTTP APIs accept, and matches other requests than the others of
//! its API.

use std::collections::BTreeMap;

use super::Resource;

/// The methods that API Gateway accepts.
const METHODS: [&str; 8] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY"];

const MALFORMED: &str = "BadRequestException: The provided route key is not formatted properly for \
                         HTTP protocol. Format should be \"<HTTP METHOD> /<RESOURCE PATH>\" or \
                         \"$default\"";

pub(super) fn problems(resources: &[Resource]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut taken = BTreeMap::new();
    for route in resources.iter().filter(|it| it.kind() == "AWS::ApiGatewayV2::Route") {
        let Some(key) = route.literal("RouteKey") else { continue };
        if let Some(reason) = malformed(key) {
            problems.push(route.problem(format!("the route key `{key}` {reason}"), MALFORMED));
            continue;
        }
        let api = (route.stack, route.property("ApiId").to_string());
        let first = *taken.entry((api, without_variables(key))).or_insert((key, route));
        if !std::ptr::eq(first.1, route) {
            problems.push(conflict(route, key, first));
        }
    }
    problems
}

fn conflict(route: &Resource, key: &str, (first_key, first): (&str, &Resource)) -> String {
    if key == first_key {
        return route.problem(
            format!("{first} has the route key `{key}` too"),
            format!("ConflictException: Route with key {key} already exists for this API"),
        );
    }
    route.problem(
        format!("the route key `{key}` matches the same requests as `{first_key}` of {first}"),
        format!(
            "ConflictException: The provided route key \"{key}\" has a conflicting variable on the \
             same hierarchical level as \"{first_key}\""
        ),
    )
}

/// What is wrong with the form of a route key.
fn malformed(key: &str) -> Option<&'static str> {
    if key == "$default" {
        return None;
    }
    let (method, path) = key.split_once(' ').unwrap_or((key, ""));
    if !METHODS.contains(&method) {
        return Some("does not begin with a method and a space");
    }
    let Some(segments) = path.strip_prefix('/') else {
        return Some("has a path that does not begin with `/`");
    };
    if segments.is_empty() {
        return None;
    }
    if segments.ends_with('/') {
        return Some("ends in `/`");
    }
    let greedy = segments.find("+}").map(|at| at + "+}".len());
    if greedy.is_some_and(|end| end < segments.len()) {
        return Some("has a `{variable+}` that is not its last segment");
    }
    let are_segments = segments.split('/').all(is_segment);
    (!are_segments).then_some("has a segment that is neither text nor a whole `{variable}`")
}

fn is_segment(segment: &str) -> bool {
    let variable = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let name = variable.unwrap_or(segment);
    !name.is_empty() && !name.contains(['{', '}', ' '])
}

/// The key with `{}` for each variable, and `{+}` for a greedy one.
fn without_variables(key: &str) -> String {
    let segment = |text: &str| match text {
        _ if text.ends_with("+}") => "{+}".to_owned(),
        _ if text.ends_with('}') => "{}".to_owned(),
        _ => text.to_owned(),
    };
    key.split('/').map(segment).collect::<Vec<_>>().join("/")
}
