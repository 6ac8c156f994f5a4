//! Route keys that are malformed or taken.

use super::{super::routes::problems, *};

fn check(keys: &[&str], expected: &[&str]) {
    let bodies: Vec<Json> = keys
        .iter()
        .map(|key| {
            let properties = json!({ "ApiId": { "Ref": "Api" }, "RouteKey": key });
            body("AWS::ApiGatewayV2::Route", properties)
        })
        .collect();
    let names = ["First", "Second"];
    let routes: Vec<_> =
        names.iter().zip(&bodies).map(|(name, body)| resource(name, body)).collect();
    assert_eq!(problems(&routes), expected, "{keys:?}");
}

#[track_caller]
fn check_malformed(key: &str, reason: &str) {
    let expected = format!(
        "`First` of `Shelf-dev`: the route key `{key}` {reason}; AWS refuses it: \
         `BadRequestException: The provided route key is not formatted properly for HTTP \
         protocol. Format should be \"<HTTP METHOD> /<RESOURCE PATH>\" or \"$default\"`"
    );
    check(&[key], &[&expected]);
}

#[test]
fn keys_that_api_gateway_accepts_have_no_problem() {
    check(&["GET /book", "GET /book/{isbn}"], &[]);
    check(&["GET /book/{isbn}", "PUT /book/{id}"], &[]);
    check(&["$default", "GET /"], &[]);
    check(&["ANY /{path+}", "GET /{id}"], &[]);
}

#[test]
fn a_malformed_key_is_refused() {
    check_malformed("POST /book/", "ends in `/`");
    check_malformed("GTE /book", "does not begin with a method and a space");
    check_malformed("/book", "does not begin with a method and a space");
    check_malformed("GET book", "has a path that does not begin with `/`");
    check_malformed("GET", "has a path that does not begin with `/`");
    check_malformed("GET /{path+}/x", "has a `{variable+}` that is not its last segment");
    let segment = "has a segment that is neither text nor a whole `{variable}`";
    check_malformed("GET /book//x", segment);
    check_malformed("GET /book/{isbn", segment);
    check_malformed("GET /book/x{isbn}", segment);
}

#[test]
fn a_second_route_for_the_same_requests_is_refused() {
    check(
        &["GET /book", "GET /book"],
        &["`Second` of `Shelf-dev`: `First` of `Shelf-dev` has the route key `GET /book` too; \
           AWS refuses it: `ConflictException: Route with key GET /book already exists for this \
           API`"],
    );
    check(
        &["GET /book/{isbn}", "GET /book/{id}"],
        &["`Second` of `Shelf-dev`: the route key `GET /book/{id}` matches the same requests as \
           `GET /book/{isbn}` of `First` of `Shelf-dev`; AWS refuses it: `ConflictException: The \
           provided route key \"GET /book/{id}\" has a conflicting variable on the same \
           hierarchical level as \"GET /book/{isbn}\"`"],
    );
}

#[test]
fn two_apis_have_routes_with_the_same_key() {
    let route = |api| {
        let properties = json!({ "ApiId": { "Ref": api }, "RouteKey": "GET /book" });
        body("AWS::ApiGatewayV2::Route", properties)
    };
    let (one, other) = (route("One"), route("Other"));
    assert!(problems(&[resource("First", &one), resource("Second", &other)]).is_empty());
}
