"""Reads back what was deployed, each thing through the API of its own service, and compares it with the templates.

usage: deployed.py FOLDER PREFIX     FOLDER of templates, PREFIX of the stacks' names (fleetlake-prod)
A type that is not read here is named in stand-in.json with its reason; one that is neither, or both, is a fault.
"""
import json
import sys
from pathlib import Path

import boto3
import botocore.exceptions

STACKS = {"Lake": "lake", "ServerBased": "server-based", "Serverless": "serverless"}
UNREAD = json.loads((Path(__file__).parent / "stand-in.json").read_text())["notMade"]
cloudformation = boto3.client("cloudformation")
clients = {}


def ask(service, operation, **arguments):
    client = clients.setdefault(service, boto3.client(service))
    return getattr(client, operation)(**arguments)


def bucket(name, made):
    """What a bucket is told to be: all of it but access logs and metrics, which the stand-in does not keep."""
    found = {
        "PublicAccessBlockConfiguration": ask("s3", "get_public_access_block", Bucket=name)["PublicAccessBlockConfiguration"],
        "OwnershipControls": ask("s3", "get_bucket_ownership_controls", Bucket=name)["OwnershipControls"],
        "VersioningConfiguration": {"Status": ask("s3", "get_bucket_versioning", Bucket=name).get("Status")},
        "Tags": ask("s3", "get_bucket_tagging", Bucket=name)["TagSet"],
        "Encryption": ask("s3", "get_bucket_encryption", Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"][0]["ApplyServerSideEncryptionByDefault"],
        "Rules": {rule["ID"]: [rule.get("NoncurrentVersionExpiration"), rule["Filter"].get("Prefix", ""), rule.get("Expiration", {}).get("Days")]
                  for rule in ask("s3", "get_bucket_lifecycle_configuration", Bucket=name)["Rules"]},
    }
    expected = {key: made[key] for key in ("PublicAccessBlockConfiguration", "OwnershipControls", "Tags")}
    expected["VersioningConfiguration"] = made.get("VersioningConfiguration", {"Status": None})
    expected["Encryption"] = made["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]["ServerSideEncryptionByDefault"]
    expected["Rules"] = {rule["Id"]: [rule.get("NoncurrentVersionExpiration"), rule.get("Prefix", ""), rule.get("ExpirationInDays")]
                         for rule in made["LifecycleConfiguration"]["Rules"]}
    return expected, found


def bucket_policy(name, made):
    return made["PolicyDocument"], json.loads(ask("s3", "get_bucket_policy", Bucket=made["Bucket"])["Policy"])


def role(name, made):
    policies = {policy["PolicyName"]: policy["PolicyDocument"] for policy in made["Policies"]}
    found = {each: ask("iam", "get_role_policy", RoleName=name, PolicyName=each)["PolicyDocument"]
             for each in ask("iam", "list_role_policies", RoleName=name)["PolicyNames"]}
    attached = ask("iam", "list_attached_role_policies", RoleName=name)["AttachedPolicies"]
    trust = ask("iam", "get_role", RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    return [policies, [], made["AssumeRolePolicyDocument"]], [found, attached, trust]


def managed_policy(arn, made):
    version = ask("iam", "get_policy", PolicyArn=arn)["Policy"]["DefaultVersionId"]
    return made["PolicyDocument"], ask("iam", "get_policy_version", PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]


def key(name, made):
    policy = json.loads(ask("kms", "get_key_policy", KeyId=name, PolicyName="default")["Policy"])
    return [made["KeyPolicy"], made["EnableKeyRotation"]], [policy, ask("kms", "get_key_rotation_status", KeyId=name)["KeyRotationEnabled"]]


def alias(name, made):
    found = [each for each in ask("kms", "list_aliases")["Aliases"] if each["AliasName"] == made["AliasName"]]
    return [made["TargetKeyId"].split("/")[-1]], [each["TargetKeyId"] for each in found]


def rule(name, made):
    name = made["Name"]
    found = ask("events", "describe_rule", Name=name)
    found["EventPattern"] = json.loads(found["EventPattern"])
    found["Targets"] = ask("events", "list_targets_by_rule", Rule=name)["Targets"]
    return made, found


def log_group(name, made):
    [found] = ask("logs", "describe_log_groups", logGroupNamePrefix=name)["logGroups"]
    return made["RetentionInDays"], found["retentionInDays"]


def group(name, made):
    [found] = ask("ec2", "describe_security_groups", GroupIds=[name])["SecurityGroups"]
    ways_in = [[way["FromPort"], each["CidrIp"]] for way in found["IpPermissions"] for each in way["IpRanges"]]
    return [made["VpcId"], [[way["FromPort"], way["CidrIp"]] for way in made.get("SecurityGroupIngress", [])]], [found["VpcId"], ways_in]


def network(name, made):
    [found] = ask("ec2", "describe_vpcs", VpcIds=[name])["Vpcs"]
    gateways = ask("ec2", "describe_internet_gateways", Filters=[{"Name": "attachment.vpc-id", "Values": [name]}])["InternetGateways"]
    return [made["CidrBlock"], []], [found["CidrBlock"], gateways]


def answer(service, operation, member, **arguments):
    """A thing whose API shows what the template says, by the same names: all that the template says has to be there."""
    return lambda name, made: (made, ask(service, operation, **{key: value(name, made) for key, value in arguments.items()})[member])


def one(service, operation, member, argument):
    return lambda name, made: (made, ask(service, operation, **{argument: [name]})[member][0])


def topic(arn, made):
    return made["KmsMasterKeyId"], ask("sns", "get_topic_attributes", TopicArn=arn)["Attributes"]["KmsMasterKeyId"]


def secret(arn, made):
    value = json.loads(ask("secretsmanager", "get_secret_value", SecretId=arn)["SecretString"])
    expected = {key: made[key] for key in ("Name", "KmsKeyId")}
    return [expected, ["password", "username"]], [ask("secretsmanager", "describe_secret", SecretId=arn), sorted(value)]


def table_input(name, made):
    return made["TableInput"], ask("glue", "get_table", DatabaseName=made["DatabaseName"], Name=made["TableInput"]["Name"])["Table"]


def workgroup(name, made):
    return made["WorkGroupConfiguration"], ask("athena", "get_work_group", WorkGroup=name)["WorkGroup"]["Configuration"]


def security(name, made):
    made = made["EncryptionConfiguration"]
    made["S3Encryption"] = made.pop("S3Encryptions")
    return made, ask("glue", "get_security_configuration", Name=name)["SecurityConfiguration"]["EncryptionConfiguration"]


def function(name, made):
    found = ask("lambda", "get_function_configuration", FunctionName=name)
    return [made[key] for key in ("Handler", "Runtime", "Role", "Timeout")], [found[key] for key in ("Handler", "Runtime", "Role", "Timeout")]


def layer(arn, made):
    # The stand-in gives a layer no id.
    layers = ask("lambda", "list_layers")["Layers"]
    return True, made["Description"] in [each["LatestMatchingVersion"]["Description"] for each in layers]


def way_in(name, made):
    [found] = ask("ec2", "describe_security_groups", GroupIds=[made["GroupId"]])["SecurityGroups"]
    expected = [made.get("FromPort"), made["SourceSecurityGroupId"]]
    ways = [[way.get("FromPort"), each["GroupId"]] for way in found["IpPermissions"] for each in way["UserIdGroupPairs"]]
    return expected, expected if expected in ways else ways


def without(*names):
    """The properties that the API shows elsewhere or under another name."""
    return lambda read: lambda name, made: read(name, {key: value for key, value in made.items() if key not in (*names, "Tags")})


READERS = {
    "AWS::S3::Bucket": bucket,
    "AWS::S3::BucketPolicy": bucket_policy,
    "AWS::IAM::Role": role,
    "AWS::IAM::ManagedPolicy": managed_policy,
    "AWS::KMS::Key": key,
    "AWS::KMS::Alias": alias,
    "AWS::SNS::Topic": topic,
    "AWS::Events::Rule": rule,
    "AWS::Logs::LogGroup": log_group,
    "AWS::SecretsManager::Secret": secret,
    "AWS::EC2::VPC": network,
    "AWS::EC2::Subnet": one("ec2", "describe_subnets", "Subnets", "SubnetIds"),
    "AWS::EC2::RouteTable": without()(one("ec2", "describe_route_tables", "RouteTables", "RouteTableIds")),
    "AWS::EC2::VPCEndpoint": without("SecurityGroupIds")(one("ec2", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointIds")),
    "AWS::EC2::FlowLog": without("ResourceType")(one("ec2", "describe_flow_logs", "FlowLogs", "FlowLogIds")),
    "AWS::EC2::SecurityGroup": group,
    "AWS::EC2::SecurityGroupIngress": way_in,
    "AWS::Lambda::Function": function,
    "AWS::Lambda::LayerVersion": layer,
    "AWS::Glue::Database": lambda name, made: (made["DatabaseInput"], ask("glue", "get_database", Name=name)["Database"]),
    "AWS::Glue::Table": table_input,
    "AWS::Glue::Job": without()(answer("glue", "get_job", "Job", JobName=lambda name, made: name)),
    "AWS::Glue::Workflow": without()(answer("glue", "get_workflow", "Workflow", Name=lambda name, made: name)),
    "AWS::Glue::Trigger": without("StartOnCreation")(answer("glue", "get_trigger", "Trigger", Name=lambda name, made: name)),
    "AWS::Glue::Crawler": without()(answer("glue", "get_crawler", "Crawler", Name=lambda name, made: name)),
    "AWS::Glue::SecurityConfiguration": security,
    "AWS::Athena::WorkGroup": workgroup,
    "AWS::Athena::NamedQuery": answer("athena", "get_named_query", "NamedQuery", NamedQueryId=lambda name, made: name),
}


def plain(value, stack):
    """What CloudFormation has put in place of references."""
    if isinstance(value, list):
        return [plain(each, stack) for each in value]
    if not isinstance(value, dict):
        return value
    if "Fn::Join" in value:
        return value["Fn::Join"][0].join(plain(value["Fn::Join"][1], stack))
    if "Fn::ImportValue" in value:
        return stack["exports"][value["Fn::ImportValue"]]
    if "Ref" in value:
        return {"AWS::Region": "eu-central-1", "AWS::Partition": "aws"}.get(value["Ref"]) or stack["names"][value["Ref"]]
    if "Fn::GetAtt" in value:
        name, attribute = value["Fn::GetAtt"]
        return ARNS[stack["types"][name]](stack["names"][name]) if attribute == "Arn" else stack["names"][name]
    return {name: plain(each, stack) for name, each in value.items()}


def account():
    return boto3.client("sts").get_caller_identity()["Account"]


ARNS = {
    "AWS::IAM::Role": lambda name: f"arn:aws:iam::{account()}:role/{name}",
    "AWS::S3::Bucket": lambda name: f"arn:aws:s3:::{name}",
    "AWS::KMS::Key": lambda name: f"arn:aws:kms:eu-central-1:{account()}:key/{name}",
}


def differences(expected, found, path=""):
    """Where what was found is not what was expected; the API may tell more than was asked of it."""
    if isinstance(expected, dict) and isinstance(found, dict):
        lower = {name.lower(): value for name, value in found.items()}
        return [line for name, value in expected.items() for line in differences(value, lower.get(name.lower()), f"{path}/{name}")]
    if isinstance(expected, list) and isinstance(found, list):
        if path.endswith("/Tags"):
            return [f"{path}: found {found}, expected {tag} in it" for tag in expected if tag not in found]
        if len(expected) != len(found):
            return [f"{path}: found {found}, expected {expected}"]
        return [line for i, (one, other) in enumerate(zip(expected, found)) for line in differences(one, other, f"{path}/{i}")]
    same = str(expected).lower() == str(found).lower()
    return [] if same else [f"{path}: found {found!r}, expected {expected!r}"]


def read_stack(folder, prefix, template, name, counts):
    resources = json.loads((Path(folder) / f"{template}.template.json").read_text())["Resources"]
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=f"{prefix}-{name}")
    names = {each["LogicalResourceId"]: each["PhysicalResourceId"] for page in pages for each in page["StackResourceSummaries"]}
    stack = {"names": names, "types": {id: resource["Type"] for id, resource in resources.items()},
             "exports": {each["Name"]: each["Value"] for each in cloudformation.list_exports()["Exports"]}}
    faults = [f"{name}: {id} was not deployed" for id in resources.keys() - names.keys()]
    for id, resource in resources.items():
        kind = resource["Type"]
        if (kind in READERS) == (kind in UNREAD):
            faults.append(f"{name}: {kind}: found {'both' if kind in READERS else 'neither'}, expected a reader or a reason in stand-in.json")
        elif kind in READERS and id in names:
            try:
                expected, found = READERS[kind](names[id], plain(resource["Properties"], stack))
            except (botocore.exceptions.ClientError, botocore.exceptions.ParamValidationError) as fault:
                expected, found = "what was made", str(fault)
            faults += [f"{name}: {id} ({kind}){line}" for line in differences(expected, found)]
            counts["read"] += 1
        else:
            counts["unread"] += 1
    return faults


def main(folder, prefix):
    counts = {"read": 0, "unread": 0}
    faults = [fault for template, name in STACKS.items() for fault in read_stack(folder, prefix, template, name, counts)]
    found = {json.loads(path.read_text())["Resources"][id]["Type"]
             for path in Path(folder).glob("*.template.json") for id in json.loads(path.read_text())["Resources"]}
    faults += [f"{kind}: named in stand-in.json, but no stack has it any more" for kind in UNREAD.keys() - found]
    print(*faults, sep="\n", end="\n" if faults else "", file=sys.stderr)
    print(f"deployed: {counts['read']} resources read back, {counts['unread']} of types that the stand-in does not show (stand-in.json), {len(faults)} faults")
    return 1 if faults or not counts["read"] else 0


sys.exit(main(*sys.argv[1:]))
