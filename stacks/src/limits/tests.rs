//! What AWS refuses, with the sentences that report it.

mod lengths;
mod names;
mod retention;
mod routes;
mod templates;

use cfn::{Template, sqs};
use serde_json::json;

use super::*;

/// A resource of the stack `Shelf-dev`.
fn resource<'a>(logical_id: &'a str, body: &'a Json) -> Resource<'a> {
    Resource { stack: "Shelf-dev", logical_id, declared: None, body }
}

fn body(kind: &str, properties: Json) -> Json {
    json!({ "Type": kind, "Properties": properties })
}

#[test]
fn a_problem_names_the_line_that_declared_the_resource() {
    let mut template = Template::default();
    let name = Some("a/b".into());
    template.add("Queue", sqs::Queue { queue_name: name, ..sqs::Queue::new() });
    let line = line!() - 1;
    let stack = Stack { name: "Shelf-dev".to_owned(), template, ..Stack::default() };
    assert_eq!(
        problems(&[stack]),
        [format!(
            "`Queue` of `Shelf-dev` (`stacks/src/limits/tests.rs:{line}`): the name `a/b` contains \
             `/`; AWS refuses it: `InvalidParameterValue: Can only include alphanumeric characters, \
             hyphens, or underscores. 1 to 80 in length`"
        )]
    );
}
