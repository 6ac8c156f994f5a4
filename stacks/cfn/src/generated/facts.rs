//! What the resource schemas say about changes and identity.
//! Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.

use crate::facts::Facts;

pub(crate) const FACTS: &[Facts] = &[
    Facts {
        type_name: "AWS::ApiGatewayV2::Api",
        create_only: &["ProtocolType"],
        primary_identifier: &["ApiId"],
    },
    Facts {
        type_name: "AWS::ApiGatewayV2::Integration",
        create_only: &["ApiId"],
        primary_identifier: &["ApiId", "IntegrationId"],
    },
    Facts {
        type_name: "AWS::ApiGatewayV2::Route",
        create_only: &["ApiId"],
        primary_identifier: &["ApiId", "RouteId"],
    },
    Facts {
        type_name: "AWS::ApiGatewayV2::Stage",
        create_only: &["ApiId", "StageName"],
        primary_identifier: &["ApiId", "StageName"],
    },
    Facts {
        type_name: "AWS::CloudFront::Distribution",
        create_only: &[],
        primary_identifier: &["Id"],
    },
    Facts {
        type_name: "AWS::CloudFront::OriginAccessControl",
        create_only: &[],
        primary_identifier: &["Id"],
    },
    Facts {
        type_name: "AWS::CloudWatch::Alarm",
        create_only: &["AlarmName"],
        primary_identifier: &["AlarmName"],
    },
    Facts {
        type_name: "AWS::CloudWatch::CompositeAlarm",
        create_only: &["AlarmName"],
        primary_identifier: &["AlarmName"],
    },
    Facts {
        type_name: "AWS::CloudWatch::Dashboard",
        create_only: &["DashboardName"],
        primary_identifier: &["DashboardName"],
    },
    Facts {
        type_name: "AWS::DynamoDB::Table",
        create_only: &["ImportSourceSpecification", "TableName", "KeySchema"],
        primary_identifier: &["TableName"],
    },
    Facts {
        type_name: "AWS::EventSchemas::Discoverer",
        create_only: &["SourceArn"],
        primary_identifier: &["DiscovererArn"],
    },
    Facts {
        type_name: "AWS::EventSchemas::Registry",
        create_only: &["RegistryName"],
        primary_identifier: &["RegistryArn"],
    },
    Facts {
        type_name: "AWS::EventSchemas::Schema",
        create_only: &["RegistryName", "SchemaName"],
        primary_identifier: &["SchemaArn"],
    },
    Facts {
        type_name: "AWS::Events::Archive",
        create_only: &["ArchiveName", "SourceArn"],
        primary_identifier: &["ArchiveName"],
    },
    Facts {
        type_name: "AWS::Events::EventBus",
        create_only: &["Name"],
        primary_identifier: &["Name"],
    },
    Facts {
        type_name: "AWS::Events::EventBusPolicy",
        create_only: &["EventBusName", "StatementId"],
        primary_identifier: &["EventBusName", "StatementId"],
    },
    Facts {
        type_name: "AWS::Events::Rule",
        create_only: &["Name", "EventBusName"],
        primary_identifier: &["Arn"],
    },
    Facts {
        type_name: "AWS::IAM::Role",
        create_only: &["Path", "RoleName"],
        primary_identifier: &["RoleName"],
    },
    Facts {
        type_name: "AWS::Lambda::Alias",
        create_only: &["FunctionName", "Name"],
        primary_identifier: &["AliasArn"],
    },
    Facts {
        type_name: "AWS::Lambda::EventInvokeConfig",
        create_only: &["FunctionName", "Qualifier"],
        primary_identifier: &["FunctionName", "Qualifier"],
    },
    Facts {
        type_name: "AWS::Lambda::EventSourceMapping",
        create_only: &[
            "EventSourceArn",
            "SelfManagedEventSource",
            "StartingPosition",
            "StartingPositionTimestamp",
        ],
        primary_identifier: &["Id"],
    },
    Facts {
        type_name: "AWS::Lambda::Function",
        create_only: &["FunctionName", "PackageType", "TenancyConfig", "DurableConfig"],
        primary_identifier: &["FunctionName"],
    },
    Facts {
        type_name: "AWS::Lambda::Permission",
        create_only: &[
            "Action",
            "EventSourceToken",
            "FunctionName",
            "FunctionUrlAuthType",
            "InvokedViaFunctionUrl",
            "Principal",
            "PrincipalOrgID",
            "SourceAccount",
            "SourceArn",
        ],
        primary_identifier: &["FunctionName", "Id"],
    },
    Facts {
        type_name: "AWS::Lambda::Version",
        create_only: &[
            "CodeSha256",
            "Description",
            "FunctionName",
            "ProvisionedConcurrencyConfig",
            "RuntimePolicy",
        ],
        primary_identifier: &["FunctionArn"],
    },
    Facts {
        type_name: "AWS::Logs::LogGroup",
        create_only: &["LogGroupName"],
        primary_identifier: &["LogGroupName"],
    },
    Facts {
        type_name: "AWS::S3::Bucket",
        create_only: &["BucketName", "BucketNamePrefix", "BucketNamespace"],
        primary_identifier: &["BucketName"],
    },
    Facts {
        type_name: "AWS::S3::BucketPolicy",
        create_only: &["Bucket"],
        primary_identifier: &["Bucket"],
    },
    Facts {
        type_name: "AWS::SNS::Subscription",
        create_only: &["Endpoint", "Protocol", "TopicArn", "Region"],
        primary_identifier: &["Arn"],
    },
    Facts {
        type_name: "AWS::SNS::Topic",
        create_only: &["FifoTopic", "TopicName"],
        primary_identifier: &["TopicArn"],
    },
    Facts { type_name: "AWS::SNS::TopicPolicy", create_only: &[], primary_identifier: &["Id"] },
    Facts {
        type_name: "AWS::SQS::Queue",
        create_only: &["FifoQueue", "QueueName"],
        primary_identifier: &["QueueUrl"],
    },
    Facts { type_name: "AWS::SQS::QueuePolicy", create_only: &[], primary_identifier: &["Id"] },
    Facts {
        type_name: "AWS::SSM::Parameter",
        create_only: &["Name"],
        primary_identifier: &["Name"],
    },
    Facts {
        type_name: "AWS::Scheduler::Schedule",
        create_only: &["Name"],
        primary_identifier: &["Name"],
    },
    Facts {
        type_name: "AWS::Scheduler::ScheduleGroup",
        create_only: &["Name"],
        primary_identifier: &["Name"],
    },
    Facts {
        type_name: "AWS::SecretsManager::Secret",
        create_only: &["Name"],
        primary_identifier: &["Id"],
    },
    Facts {
        type_name: "AWS::StepFunctions::StateMachine",
        create_only: &["StateMachineName", "StateMachineType"],
        primary_identifier: &["Arn"],
    },
];
