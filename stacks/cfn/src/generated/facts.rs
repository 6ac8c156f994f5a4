//! Properties of resource types that matter for a comparison of templates.
//! Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.

use crate::facts::Facts;

pub(crate) const FACTS: &[Facts] = &[
    Facts { type_name: "AWS::ApiGatewayV2::Api", create_only: &["ProtocolType"] },
    Facts { type_name: "AWS::ApiGatewayV2::Integration", create_only: &["ApiId"] },
    Facts { type_name: "AWS::ApiGatewayV2::Route", create_only: &["ApiId"] },
    Facts { type_name: "AWS::ApiGatewayV2::Stage", create_only: &["ApiId", "StageName"] },
    Facts {
        type_name: "AWS::DynamoDB::Table",
        create_only: &["ImportSourceSpecification", "TableName", "KeySchema"],
    },
    Facts { type_name: "AWS::EventSchemas::Discoverer", create_only: &["SourceArn"] },
    Facts { type_name: "AWS::EventSchemas::Registry", create_only: &["RegistryName"] },
    Facts { type_name: "AWS::Events::Archive", create_only: &["ArchiveName", "SourceArn"] },
    Facts { type_name: "AWS::Events::EventBus", create_only: &["Name"] },
    Facts {
        type_name: "AWS::Events::EventBusPolicy",
        create_only: &["EventBusName", "StatementId"],
    },
    Facts { type_name: "AWS::Events::Rule", create_only: &["Name", "EventBusName"] },
    Facts { type_name: "AWS::IAM::Role", create_only: &["Path", "RoleName"] },
    Facts {
        type_name: "AWS::Lambda::EventInvokeConfig",
        create_only: &["FunctionName", "Qualifier"],
    },
    Facts {
        type_name: "AWS::Lambda::EventSourceMapping",
        create_only: &[
            "EventSourceArn",
            "SelfManagedEventSource",
            "StartingPosition",
            "StartingPositionTimestamp",
        ],
    },
    Facts {
        type_name: "AWS::Lambda::Function",
        create_only: &["FunctionName", "PackageType", "TenancyConfig", "DurableConfig"],
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
    },
    Facts { type_name: "AWS::Logs::LogGroup", create_only: &["LogGroupName"] },
    Facts {
        type_name: "AWS::S3::Bucket",
        create_only: &["BucketName", "BucketNamePrefix", "BucketNamespace"],
    },
    Facts { type_name: "AWS::S3::BucketPolicy", create_only: &["Bucket"] },
    Facts { type_name: "AWS::SQS::Queue", create_only: &["FifoQueue", "QueueName"] },
    Facts { type_name: "AWS::SQS::QueuePolicy", create_only: &[] },
    Facts { type_name: "AWS::SSM::Parameter", create_only: &["Name"] },
    Facts { type_name: "AWS::Scheduler::Schedule", create_only: &["Name"] },
    Facts {
        type_name: "AWS::StepFunctions::StateMachine",
        create_only: &["StateMachineName", "StateMachineType"],
    },
];
