//! Templates and names of stacks that are too large.

use cfn::{Output, Parameter};

use super::{super::templates::problems, *};

fn stack(name: &str, template: Template) -> Stack {
    Stack { name: name.to_owned(), template, ..Stack::default() }
}

#[track_caller]
fn check(stack: &Stack, error: &str) {
    let expected = format!("the template of `{}`: AWS refuses it: `{error}`", stack.name);
    assert_eq!(problems(stack), [expected]);
}

fn template(resources: usize, outputs: usize, parameters: usize) -> Stack {
    let mut template = Template::new("Books.");
    for number in 0..resources {
        template.add(format!("Queue{number}"), sqs::Queue::new());
    }
    for number in 0..outputs {
        template.output(&format!("Output{number}"), Output::new("A book.", "x"));
    }
    for number in 0..parameters {
        template.parameter(&format!("Parameter{number}"), Parameter::default());
    }
    stack("Shelf-dev", template)
}

#[test]
fn the_number_of_entries_is_limited() {
    assert_eq!(problems(&template(500, 200, 200)), [""; 0]);
    let number = |of, count, limit| {
        format!(
            "Template format error: Number of {of}, {count}, is greater than maximum allowed, \
             {limit}"
        )
    };
    check(&template(501, 0, 0), &number("resources", 501, 500));
    check(&template(1, 201, 0), &number("outputs", 201, 200));
    check(&template(1, 0, 201), &number("parameters", 201, 200));
}

#[test]
fn the_size_of_a_template_is_limited() {
    let with_name = |length| {
        let mut template = Template::default();
        let name = Some("x".repeat(length).into());
        template.add("Queue", sqs::Queue { queue_name: name, ..sqs::Queue::new() });
        stack("Shelf-dev", template)
    };
    assert_eq!(problems(&with_name(990_000)), [""; 0]);
    check(&with_name(1_000_000), "Template may not exceed 1000000 bytes in size.");
}

#[test]
fn the_description_of_a_template_is_limited() {
    let described = |length| stack("Shelf-dev", Template::new("x".repeat(length)));
    assert_eq!(problems(&described(1024)), [""; 0]);
    let error = "Template format error: Template description may not exceed 1024 bytes in size.";
    check(&described(1025), error);
}

#[test]
fn the_name_of_a_stack_and_a_logical_id_are_limited() {
    assert_eq!(problems(&stack(&"s".repeat(128), Template::default())), [""; 0]);
    let refused = |name: &str, limit: &str| {
        let error = format!(
            "ValidationError: 1 validation error detected: Value '{name}' at 'stackName' failed to \
             satisfy constraint: Member must {limit}"
        );
        check(&stack(name, Template::default()), &error);
    };
    refused(&"s".repeat(129), "have length less than or equal to 128");
    refused("Shelf_dev", "satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*");
    let mut template = Template::default();
    let id = "Q".repeat(256);
    template.add(&id[..], sqs::Queue::new());
    let error = format!("Template format error: `{id}` has more than 255 characters");
    check(&stack("Shelf-dev", template), &error);
}
