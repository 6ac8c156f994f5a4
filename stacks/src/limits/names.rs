//! Physical names: of the length and the characters that AWS accepts, and unique in an account.

use std::{collections::BTreeMap, ops::RangeInclusive};

use super::{Resource, constraint};

/// The names of a resource type.
struct Naming {
    kind: &'static str,
    /// The property with the name.
    property: &'static str,
    /// The numbers of characters that a name may have.
    lengths: RangeInclusive<usize>,
    /// The characters that a name may have besides ASCII letters and digits.
    characters: &'static str,
    refusal: Refusal,
    scope: Scope,
}

/// AWS's error for any other name.
enum Refusal {
    /// The error code, and the member of the request with the name.
    Constraint(&'static str, &'static str),
    /// One text for all.
    Text(&'static str),
}

/// Where a name is unique.
enum Scope {
    /// In an account and a region.
    Account,
    /// The same, whether letters are capitals or not.
    AccountIgnoringCase,
    /// In what this property names.
    Property(&'static str),
}

/// The property with the name of resources of this type, if they can have one.
pub(super) fn property(kind: &str) -> Option<&'static str> {
    naming(kind).map(|naming| naming.property)
}

fn naming(kind: &str) -> Option<&'static Naming> {
    NAMINGS.iter().find(|naming| naming.kind == kind)
}

pub(super) fn problems(resources: &[Resource]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut taken = BTreeMap::new();
    for resource in resources {
        let Some(naming) = naming(resource.kind()) else { continue };
        let Some(name) = resource.literal(naming.property) else { continue };
        problems.extend(naming.problem(resource, name));
        if let Some(first) = taken.insert(naming.key(resource, name), resource) {
            let kind = naming.kind;
            problems.push(resource.problem(
                format!("{first} has the name `{name}` too"),
                format!("Resource of type '{kind}' with identifier '{name}' already exists."),
            ));
        }
    }
    problems
}

impl Naming {
    fn problem(&self, resource: &Resource, name: &str) -> Option<String> {
        let (reason, limit) = self.wrong_character(name).or_else(|| self.wrong_length(name))?;
        let error = match self.refusal {
            Refusal::Constraint(code, member) => constraint(code, name, member, limit),
            Refusal::Text(text) => text.to_owned(),
        };
        Some(resource.problem(format!("the name `{name}` {reason}"), error))
    }

    /// What is wrong with the name, and the constraint that it breaks.
    fn wrong_character(&self, name: &str) -> Option<(String, String)> {
        let character = name.chars().find(|character| !self.accepts(*character))?;
        let pattern =
            format!("satisfy regular expression pattern: [a-zA-Z0-9{}]+", self.characters);
        Some((format!("contains `{character}`"), pattern))
    }

    fn wrong_length(&self, name: &str) -> Option<(String, String)> {
        if self.lengths.contains(&name.len()) {
            return None;
        }
        let (length, shortest, longest) = (name.len(), self.lengths.start(), self.lengths.end());
        let reason = format!("has {length} characters, and {shortest} to {longest} are allowed");
        Some((reason, format!("have length less than or equal to {longest}")))
    }

    fn accepts(&self, character: char) -> bool {
        let is_letter = if self.kind == "AWS::S3::Bucket" {
            character.is_ascii_lowercase() || character.is_ascii_digit()
        } else {
            character.is_ascii_alphanumeric()
        };
        is_letter || self.characters.contains(character)
    }

    /// What no two resources of an account have in common.
    fn key(&self, resource: &Resource, name: &str) -> (&'static str, String, String) {
        let (scope, name) = match self.scope {
            Scope::Account => (String::new(), name.to_owned()),
            Scope::AccountIgnoringCase => (String::new(), name.to_ascii_lowercase()),
            Scope::Property(property) => (resource.property(property).to_string(), name.to_owned()),
        };
        (self.kind, scope, name)
    }
}

const NAMINGS: [Naming; 13] = [
    Naming {
        kind: "AWS::DynamoDB::Table",
        property: "TableName",
        lengths: 3..=255,
        characters: "_.-",
        refusal: Refusal::Text(
            "ValidationException: Invalid table/index name. Table/index names must be between 3 and \
             255 characters long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and \
             '.'",
        ),
        scope: Scope::Account,
    },
    Naming {
        kind: "AWS::EventSchemas::Registry",
        property: "RegistryName",
        lengths: 1..=64,
        characters: "_.-@",
        refusal: Refusal::Constraint("BadRequestException", "registryName"),
        scope: Scope::Account,
    },
    Naming {
        kind: "AWS::Events::Archive",
        property: "ArchiveName",
        lengths: 1..=48,
        characters: "_.-",
        refusal: Refusal::Constraint("ValidationException", "archiveName"),
        scope: Scope::Account,
    },
    Naming {
        kind: "AWS::Events::EventBus",
        property: "Name",
        lengths: 1..=256,
        characters: "_.-/",
        refusal: Refusal::Constraint("ValidationException", "name"),
        scope: Scope::Account,
    },
    Naming {
        kind: "AWS::Events::Rule",
        property: "Name",
        lengths: 1..=64,
        characters: "_.-",
        refusal: Refusal::Constraint("ValidationException", "name"),
        scope: Scope::Property("EventBusName"),
    },
    Naming {
        kind: "AWS::IAM::Role",
        property: "RoleName",
        lengths: 1..=64,
        characters: "_+=,.@-",
        refusal: Refusal::Constraint("ValidationError", "roleName"),
        scope: Scope::AccountIgnoringCase,
    },
    Naming {
        kind: "AWS::Lambda::Function",
        property: "FunctionName",
        lengths: 1..=64,
        characters: "_-",
        refusal: Refusal::Constraint("ValidationException", "functionName"),
        scope: Scope::Account,
    },
    Naming {
        kind: "AWS::Logs::LogGroup",
        property: "LogGroupName",
        lengths: 1..=512,
        characters: "_.-/#",
        refusal: Refusal::Constraint("InvalidParameterException", "logGroupName"),
        scope: Scope::Account,
    },
    Naming {
        kind: "AWS::S3::Bucket",
        property: "BucketName",
        lengths: 3..=63,
        characters: ".-",
        refusal: Refusal::Text("InvalidBucketName: The specified bucket is not valid."),
        scope: Scope::Account,
    },
    Naming {
        kind: "AWS::SQS::Queue",
        property: "QueueName",
        lengths: 1..=80,
        // Names of FIFO queues end in `.fifo`. There are none here.
        characters: "_-",
        refusal: Refusal::Text(
            "InvalidParameterValue: Can only include alphanumeric characters, hyphens, or underscores. 1 \
             to 80 in length",
        ),
        scope: Scope::Account,
    },
    Naming {
        kind: "AWS::SSM::Parameter",
        property: "Name",
        lengths: 1..=1011,
        characters: "_.-/",
        refusal: Refusal::Text(
            "ValidationException: Parameter name: can't be prefixed with \"aws\" or \"ssm\" \
             (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash \
             symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 \
             symbols .-_",
        ),
        scope: Scope::Account,
    },
    Naming {
        kind: "AWS::Scheduler::Schedule",
        property: "Name",
        lengths: 1..=64,
        characters: "_.-",
        refusal: Refusal::Constraint("ValidationException", "name"),
        scope: Scope::Property("GroupName"),
    },
    Naming {
        kind: "AWS::StepFunctions::StateMachine",
        property: "StateMachineName",
        lengths: 1..=80,
        characters: "_-",
        refusal: Refusal::Text("InvalidName: Invalid Name"),
        scope: Scope::Account,
    },
];
