//! Sizes of whole templates, and the names of stacks.

use cfn::Json;

use super::constraint;
use crate::Stack;

/// Bytes of a template in a bucket.
const TEMPLATE: usize = 1_000_000;

/// Entries of a section of a template.
const SECTIONS: [(&str, &str, usize); 3] = [
    ("Resources", "resources", 500),
    ("Outputs", "outputs", 200),
    ("Parameters", "parameters", 200),
];

/// Bytes of a template's description.
const DESCRIPTION: usize = 1024;

/// Characters of a stack's name.
const STACK_NAME: usize = 128;

/// Characters of a logical id.
const LOGICAL_ID: usize = 255;

pub(super) fn problems(stack: &Stack) -> Vec<String> {
    let template = stack.template.to_json();
    let mut problems = Vec::new();
    let mut refuse = |error: String| problems.push(refused(&stack.name, &error));
    if stack.name.len() > STACK_NAME {
        let limit = format!("have length less than or equal to {STACK_NAME}");
        refuse(constraint("ValidationError", &stack.name, "stackName", limit));
    }
    if !is_stack_name(&stack.name) {
        let pattern = "satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*";
        refuse(constraint("ValidationError", &stack.name, "stackName", pattern));
    }
    for (section, plural, limit) in SECTIONS {
        let count = template[section].as_object().map_or(0, serde_json::Map::len);
        if count > limit {
            refuse(format!(
                "Template format error: Number of {plural}, {count}, is greater than maximum \
                 allowed, {limit}"
            ));
        }
    }
    if template["Description"].as_str().is_some_and(|text| text.len() > DESCRIPTION) {
        refuse(format!(
            "Template format error: Template description may not exceed {DESCRIPTION} bytes in size."
        ));
    }
    for (id, _) in stack.template.resources().filter(|(id, _)| id.len() > LOGICAL_ID) {
        refuse(format!("Template format error: `{id}` has more than {LOGICAL_ID} characters"));
    }
    if is_too_large(stack, &template) {
        refuse(format!("Template may not exceed {TEMPLATE} bytes in size."));
    }
    problems
}

fn refused(stack: &str, error: &str) -> String {
    format!("the template of `{stack}`: AWS refuses it: `{error}`")
}

fn is_stack_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '-')
}

/// A template is deployed as YAML, which is written here only if it may be too large: it is less than
/// four times as long as JSON.
fn is_too_large(stack: &Stack, template: &Json) -> bool {
    template.to_string().len() > TEMPLATE / 4 && stack.template.to_yaml().len() > TEMPLATE
}
