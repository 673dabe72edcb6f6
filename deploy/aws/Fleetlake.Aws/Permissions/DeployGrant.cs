using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.Permissions;

/// <summary>What making, changing and taking away resources of some types needs.</summary>
/// <param name="Types">What their types begin with in a template.</param>
/// <param name="Actions">The actions of their service.</param>
/// <param name="Resources">The ARNs that they have under these settings.</param>
internal sealed record DeployGrant(string[] Types, string[] Actions, Func<StackSettings, string[]> Resources)
{
    private const string Any = "*";

    /// <summary>All types that the stacks may hold. None deletes a bucket or a key: both stay when a stack goes.</summary>
    public static readonly DeployGrant[] All =
    [
        Of(["AWS::S3::"], ["s3:CreateBucket", "s3:GetBucket*", "s3:Get*Configuration", "s3:PutBucket*", "s3:Put*Configuration", "s3:DeleteBucketPolicy"],
            of => [Allow.BucketArn(of.Bucket("*"))]),
        // A key has no name before it is made; the tag says whose it is.
        Of(["AWS::KMS::Key"], ["kms:CreateKey"], _ => [Any]),
        Of(["AWS::KMS::"], ["kms:CreateAlias", "kms:CreateGrant", "kms:Decrypt", "kms:DeleteAlias", "kms:DescribeKey", "kms:EnableKeyRotation", "kms:GenerateDataKey", "kms:Get*", "kms:List*", "kms:PutKeyPolicy", "kms:TagResource", "kms:UpdateAlias", "kms:UpdateKeyDescription"],
            of => [of.Arn("kms", "key/*"), of.Arn("kms", $"alias/{of.Prefix}")]),
        Of(["AWS::SNS::"], ["sns:CreateTopic", "sns:DeleteTopic", "sns:Get*", "sns:List*", "sns:SetTopicAttributes", "sns:Subscribe", "sns:TagResource", "sns:Unsubscribe"],
            of => [of.Arn("sns", of.Name("*"))]),
        Of(["AWS::CloudWatch::Alarm"], ["cloudwatch:DeleteAlarms", "cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource", "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource"],
            of => [of.Arn("cloudwatch", $"alarm:{of.Name("*")}")]),
        Of(["AWS::Budgets::Budget"], ["budgets:ModifyBudget", "budgets:ViewBudget"], of => [$"arn:aws:budgets::{of.Account}:budget/{of.Name("*")}"]),
        Of(["AWS::Events::Rule"], ["events:DeleteRule", "events:DescribeRule", "events:List*", "events:PutRule", "events:PutTargets", "events:RemoveTargets", "events:TagResource"],
            of => [of.Arn("events", $"rule/{of.Name("*")}")]),
        Of(["AWS::IAM::Role"], ["iam:CreateRole", "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:GetRole", "iam:GetRolePolicy", "iam:List*", "iam:PutRolePolicy", "iam:TagRole", "iam:UpdateAssumeRolePolicy"],
            of => [Role(of, of.Name("*")), Role(of, $"cdk-{FleetlakeApp.Qualifier}-*")]),
        Of(["AWS::IAM::ManagedPolicy"], ["iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListPolicyVersions"],
            of => [$"arn:aws:iam::{of.Account}:policy/{of.Name("analyst")}"]),
        Of(["AWS::Logs::LogGroup"], ["logs:AssociateKmsKey", "logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:DescribeLogGroups", "logs:List*", "logs:PutRetentionPolicy", "logs:TagResource"],
            of => [of.Arn("logs", $"log-group:/{of.Prefix}/*")]),
        // Networks have numbers for names, and most of their actions know no resource before they are made.
        Of(["AWS::EC2::"], ["ec2:Allocate*", "ec2:Associate*", "ec2:Authorize*", "ec2:CreateFlowLogs", "ec2:CreateRouteTable", "ec2:CreateSecurityGroup", "ec2:CreateSubnet", "ec2:CreateTags", "ec2:CreateVpc", "ec2:CreateVpcEndpoint", "ec2:DeleteFlowLogs", "ec2:DeleteRouteTable", "ec2:DeleteSecurityGroup", "ec2:DeleteSubnet", "ec2:DeleteVpc", "ec2:DeleteVpcEndpoints", "ec2:Describe*", "ec2:Disassociate*", "ec2:ModifySubnetAttribute", "ec2:ModifyVpcAttribute", "ec2:ModifyVpcEndpoint", "ec2:Revoke*"],
            _ => [Any]),
        Of(["AWS::RedshiftServerless::"], ["redshift-serverless:Create*", "redshift-serverless:Delete*", "redshift-serverless:Get*", "redshift-serverless:List*", "redshift-serverless:TagResource", "redshift-serverless:Update*"],
            of => [of.Arn("redshift-serverless", "namespace/*"), of.Arn("redshift-serverless", "workgroup/*")]),
        Of(["AWS::SecretsManager::Secret"], ["secretsmanager:CreateSecret", "secretsmanager:DeleteSecret", "secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:TagResource", "secretsmanager:UpdateSecret"],
            of => [of.Arn("secretsmanager", $"secret:{of.Name("*")}")]),
        Of(["AWS::SecretsManager::Secret"], ["secretsmanager:GetRandomPassword"], _ => [Any]),
        Of(["AWS::ECS::"], ["ecs:CreateCluster", "ecs:DeleteCluster", "ecs:Describe*", "ecs:PutClusterCapacityProviders", "ecs:TagResource", "ecs:UpdateCluster"], of => [of.Arn("ecs", $"cluster/{of.Prefix}")]),
        Of(["AWS::ECS::TaskDefinition"], ["ecs:DeregisterTaskDefinition", "ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition"], _ => [Any]),
        Of(["AWS::MWAA::Environment"], ["airflow:CreateEnvironment", "airflow:DeleteEnvironment", "airflow:GetEnvironment", "airflow:TagResource", "airflow:UpdateEnvironment"],
            of => [of.Arn("airflow", $"environment/{of.Prefix}")]),
        Of(["AWS::Lambda::", "Custom::CDKBucketDeployment"], ["lambda:CreateFunction", "lambda:DeleteFunction", "lambda:DeleteLayerVersion", "lambda:GetFunction*", "lambda:GetLayerVersion", "lambda:InvokeFunction", "lambda:PublishLayerVersion", "lambda:TagResource", "lambda:UpdateFunction*"],
            of => [of.Arn("lambda", $"function:{of.Name("*")}"), of.Arn("lambda", "layer:*")]),
        Of(["AWS::Glue::Database", "AWS::Glue::Table"], ["glue:Create*", "glue:Delete*", "glue:Get*", "glue:Update*"],
            of => [of.Arn("glue", "catalog"), of.Arn("glue", $"database/{of.Database}*"), of.Arn("glue", $"table/{of.Database}*/*")]),
        Of(["AWS::Glue::Job", "AWS::Glue::Trigger", "AWS::Glue::Workflow", "AWS::Glue::Crawler"], ["glue:Create*", "glue:Delete*", "glue:Get*", "glue:StartTrigger", "glue:StopTrigger", "glue:TagResource", "glue:Update*"],
            of => [.. new[] { "job", "trigger", "workflow", "crawler" }.Select(kind => of.Arn("glue", $"{kind}/{of.Name("*")}"))]),
        Of(["AWS::Glue::SecurityConfiguration"], ["glue:CreateSecurityConfiguration", "glue:DeleteSecurityConfiguration", "glue:GetSecurityConfiguration"], _ => [Any]),
        Of(["AWS::Athena::"], ["athena:Create*", "athena:Delete*", "athena:Get*", "athena:List*", "athena:TagResource", "athena:Update*"], of => [of.Arn("athena", $"workgroup/{of.Name("*")}")]),
    ];

    /// <summary>The ARN of a role.</summary>
    public static string Role(StackSettings of, string name) => $"arn:aws:iam::{of.Account}:role/{name}";

    private static DeployGrant Of(string[] types, string[] actions, Func<StackSettings, string[]> resources) => new(types, actions, resources);
}
