"""Resources of templates, for the tests."""


def get_att(name, attribute="Arn"):
    return {"Fn::GetAtt": [name, attribute]}


def allow(actions, resource, *patterns):
    """A statement, limited to these patterns of partition keys if there are any."""
    statement = {"Effect": "Allow", "Action": actions, "Resource": [resource]}
    if patterns:
        statement["Condition"] = {
            "ForAllValues:StringLike": {"dynamodb:LeadingKeys": list(patterns)},
            "Null": {"dynamodb:LeadingKeys": "false"},
        }
    return statement


def role(principal, *statements):
    trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    policy = {"PolicyName": "grants", "PolicyDocument": {"Statement": list(statements)}}
    properties = {"AssumeRolePolicyDocument": {"Statement": [trust]}, "Policies": [policy]}
    return {"Type": "AWS::IAM::Role", "Properties": properties}


def function(role_name, code):
    properties = {
        "Code": {"ZipFile": code},
        "Handler": "index.handler",
        "Role": get_att(role_name),
        "Runtime": "python3.12",
    }
    return {"Type": "AWS::Lambda::Function", "Properties": properties}
