//! Whole templates: their text, the names they reject, and where their resources were declared.

use cfn::{
    DeletionPolicy, Output, Parameter, ResourceOptions, Template, dynamodb, iam, iam::role, lambda,
    lambda::function, sqs, sqs::queue, sub, sub_with,
};
use serde_json::json;

fn orders() -> Template {
    let mut template = Template::new("Orders.");
    let stage = template
        .parameter("Stage", Parameter { description: "Where.".to_owned(), ..Default::default() });
    let dead_letters = template.add("DeadLetters", sqs::Queue::new());
    let orders = template.add_with(
        "Orders",
        sqs::Queue {
            queue_name: Some(sub_with("${Stage}-orders", [("Stage", stage)])),
            redrive_policy: Some(
                queue::RedrivePolicy {
                    dead_letter_target_arn: Some(dead_letters.arn()),
                    max_receive_count: Some(3.into()),
                }
                .into(),
            ),
            visibility_timeout: Some(180.into()),
            tags: Some([queue::Tag::new("012", "on")].into()),
            ..sqs::Queue::new()
        },
        ResourceOptions {
            depends_on: vec![dead_letters.logical_id().to_owned()],
            deletion_policy: Some(DeletionPolicy::Retain),
            update_replace_policy: Some(DeletionPolicy::Retain),
        },
    );
    let may_send = json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": orders.arn() }],
    });
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": { "Service": "lambda.amazonaws.com" },
        }],
    });
    let role = template.add(
        "Role",
        iam::Role {
            policies: Some([role::Policy::new(may_send, "send")].into()),
            ..iam::Role::new(trust)
        },
    );
    template.add(
        "Function",
        lambda::Function {
            runtime: Some(function::Runtime::ProvidedAl2023.into()),
            environment: Some(
                function::Environment { variables: Some([("QUEUE", orders.reference())].into()) }
                    .into(),
            ),
            durable_config: Some(function::DurableConfig::new(3600).into()),
            ..lambda::Function::new(function::Code::new(), role.arn())
        },
    );
    template.output("Url", Output::new("The queue.", orders.queue_url()));
    template.output("Where", Output::new("The region.", sub("${AWS::Region}:\n${Orders.Arn}\n")));
    template
}

#[test]
fn a_template_equals_one_written_by_hand() {
    assert_eq!(orders().to_yaml(), include_str!("orders.yaml"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(orders().to_yaml(), orders().to_yaml());
}

#[test]
fn a_written_template_parses_to_the_same_json() {
    assert_eq!(cfn::parse(&orders().to_yaml()).unwrap(), orders().to_json());
}

#[test]
fn the_line_that_declared_a_resource_is_known() {
    #[track_caller]
    fn add_queue(template: &mut Template) {
        template.add("Queue", sqs::Queue::new());
    }
    let mut template = Template::default();
    let line = line!() + 1;
    add_queue(&mut template);
    let declared = template.declared_at("Queue").unwrap();
    assert_eq!((declared.file(), declared.line()), (file!(), line));
    assert_eq!(template.declared_at("Other"), None);
}

#[test]
#[should_panic(
    expected = "failed to declare `Queue`: the name is already used by one of the resources"
)]
fn a_logical_id_that_is_used_twice_panics() {
    let mut template = Template::default();
    template.add("Queue", sqs::Queue::new());
    template.add("Queue", sqs::Queue::new());
}

#[test]
#[should_panic(
    expected = "failed to declare `my-queue`: names of resources may contain letters and digits only"
)]
fn a_logical_id_that_is_not_alphanumeric_panics() {
    Template::default().add("my-queue", sqs::Queue::new());
}

#[test]
fn references_to_another_template_are_undeclared() {
    let foreign = Template::default()
        .add("Elsewhere", dynamodb::Table::new([] as [dynamodb::table::KeySchema; 0]));
    let mut template = orders();
    assert!(template.undeclared_names().is_empty());
    template.output("Foreign", Output::new("", foreign.arn()));
    template.output("Text", Output::new("", sub("${AWS::Region}-${Missing.Arn}-${!Literal}")));
    assert_eq!(
        template.undeclared_names().into_iter().collect::<Vec<_>>(),
        ["Elsewhere", "Missing"]
    );
}
