using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.Permissions;

/// <summary>What making, changing and taking away resources of some types needs.</summary>
/// <param name="Types">What their types begin with in a template.</param>
/// <param name="Actions">The actions of their service.</param>
/// <param name="Resources">The ARNs that they have under these settings.</param>
/// <param name="IsOfProject">Whether these have to have the tags of the project and the environment.</param>
internal sealed record DeployGrant(string[] Types, string[] Actions, Func<StackSettings, string[]> Resources, bool IsOfProject = false)
{
    private const string Any = "*";

    /// <summary>All types that the stacks may hold. None deletes a bucket or a key: both stay when a stack goes.</summary>
    public static readonly DeployGrant[] All =
    [
        Of(["AWS::S3::"], ["s3:CreateBucket", "s3:GetBucket*", "s3:Get*Configuration", "s3:PutBucket*", "s3:Put*Configuration", "s3:DeleteBucketPolicy"],
            of => [Allow.BucketArn(of.Bucket("*"))]),
        // A key has no name before it is made; its tags say whose it is. Aliases have none, and are listed of an account.
        Of(["AWS::KMS::"], ["kms:CreateKey", "kms:ListAliases", "kms:TagResource"], _ => [Any]),
        OfProject(["AWS::KMS::"], ["kms:CreateAlias", "kms:CreateGrant", "kms:Decrypt", "kms:DeleteAlias", "kms:DescribeKey", "kms:EnableKeyRotation", "kms:GenerateDataKey", "kms:Get*", "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:UpdateAlias", "kms:UpdateKeyDescription"],
            of => [of.Arn("kms", "key/*")]),
        Of(["AWS::KMS::Alias"], ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"], of => [of.Arn("kms", $"alias/{of.Prefix}")]),
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
        Of(["AWS::Logs::LogGroup"], ["logs:AssociateKmsKey", "logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:ListTagsForResource", "logs:PutRetentionPolicy", "logs:TagResource"],
            of => [of.Arn("logs", $"log-group:/{of.Prefix}/*")]),
        // They are listed of an account.
        Of(["AWS::Logs::LogGroup"], ["logs:DescribeLogGroups"], _ => [Any]),
        // Networks have numbers for names; what is changed or taken away has to have the tags, but endpoints and rules cannot.
        Of(["AWS::EC2::"], ["ec2:Describe*"], _ => [Any]),
        Of(["AWS::EC2::"], ["ec2:Associate*", "ec2:CreateFlowLogs", "ec2:CreateRouteTable", "ec2:CreateSecurityGroup", "ec2:CreateSubnet", "ec2:CreateTags", "ec2:CreateVpc", "ec2:CreateVpcEndpoint", "ec2:DeleteVpcEndpoints", "ec2:Disassociate*", "ec2:ModifyVpcEndpoint"],
            of => [of.Arn("ec2", "*")]),
        Of(["AWS::EC2::SecurityGroup"], ["ec2:AuthorizeSecurityGroup*", "ec2:RevokeSecurityGroup*"], of => [of.Arn("ec2", "security-group-rule/*")]),
        OfProject(["AWS::EC2::"], ["ec2:AuthorizeSecurityGroup*", "ec2:DeleteFlowLogs", "ec2:DeleteRouteTable", "ec2:DeleteSecurityGroup", "ec2:DeleteSubnet", "ec2:DeleteVpc", "ec2:ModifySubnetAttribute", "ec2:ModifyVpcAttribute", "ec2:RevokeSecurityGroup*"],
            of => [of.Arn("ec2", "*")]),
        // Managed Airflow puts interfaces into the network as whoever makes it (Amazon MWAA user guide, "Accessing an Amazon MWAA
        // environment"); the network's lines have the endpoints.
        Of(["AWS::MWAA::Environment"], ["ec2:CreateNetworkInterface"],
            of => [of.Arn("ec2", "network-interface/*"), of.Arn("ec2", "security-group/*"), of.Arn("ec2", "subnet/*")]),
        // In a new account they make the role of their service first.
        Of(["AWS::MWAA::Environment"], ["iam:CreateServiceLinkedRole"], of => [ServiceRole(of, "airflow.amazonaws.com/AWSServiceRoleForAmazonMWAA")]),
        Of(["AWS::RedshiftServerless::"], ["iam:CreateServiceLinkedRole"], of => [ServiceRole(of, "redshift.amazonaws.com/AWSServiceRoleForRedshift")]),
        Of(["AWS::ECS::"], ["iam:CreateServiceLinkedRole"], of => [ServiceRole(of, "ecs.amazonaws.com/AWSServiceRoleForECS")]),
        Of(["AWS::RedshiftServerless::"], ["redshift-serverless:Create*", "redshift-serverless:Delete*", "redshift-serverless:Get*", "redshift-serverless:List*", "redshift-serverless:TagResource", "redshift-serverless:Update*"],
            of => [of.Arn("redshift-serverless", "namespace/*"), of.Arn("redshift-serverless", "workgroup/*")]),
        Of(["AWS::SecretsManager::Secret"], ["secretsmanager:CreateSecret", "secretsmanager:DeleteSecret", "secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:TagResource", "secretsmanager:UpdateSecret"],
            of => [of.Arn("secretsmanager", $"secret:{of.Name("*")}")]),
        Of(["AWS::SecretsManager::Secret"], ["secretsmanager:GetRandomPassword"], _ => [Any]),
        Of(["AWS::ECS::"], ["ecs:CreateCluster", "ecs:DeleteCluster", "ecs:DescribeClusters", "ecs:PutClusterCapacityProviders", "ecs:TagResource", "ecs:UpdateCluster"], of => [of.Arn("ecs", $"cluster/{of.Prefix}")]),
        Of(["AWS::ECS::TaskDefinition"], ["ecs:DeregisterTaskDefinition", "ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition"], _ => [Any]),
        Of(["AWS::ECS::TaskDefinition"], ["ecs:TagResource"], of => [of.Arn("ecs", $"task-definition/{of.Prefix}:*")]),
        Of(["AWS::MWAA::Environment"], ["airflow:CreateEnvironment", "airflow:DeleteEnvironment", "airflow:GetEnvironment", "airflow:TagResource", "airflow:UpdateEnvironment"],
            of => [of.Arn("airflow", $"environment/{of.Prefix}")]),
        Of(["AWS::Lambda::", "Custom::CDKBucketDeployment"], ["lambda:CreateFunction", "lambda:DeleteFunction", "lambda:DeleteLayerVersion", "lambda:GetFunction*", "lambda:GetLayerVersion", "lambda:InvokeFunction", "lambda:PublishLayerVersion", "lambda:TagResource", "lambda:UpdateFunction*"],
            of => [of.Arn("lambda", $"function:{of.Name("*")}"), of.Arn("lambda", "layer:*")]),
        Of(["AWS::Glue::Database", "AWS::Glue::Table"], ["glue:Create*", "glue:Delete*", "glue:Get*", "glue:Update*"],
            of => [of.Arn("glue", "catalog"), of.Arn("glue", $"database/{of.Database}*"), of.Arn("glue", $"table/{of.Database}*/*")]),
        Of(["AWS::Glue::Job", "AWS::Glue::Trigger", "AWS::Glue::Workflow", "AWS::Glue::Crawler"], ["glue:Create*", "glue:Delete*", "glue:Get*", "glue:StartTrigger", "glue:StopTrigger", "glue:TagResource", "glue:Update*"],
            of => [.. new[] { "job", "trigger", "workflow", "crawler" }.Select(kind => of.Arn("glue", $"{kind}/{of.Name("*")}"))]),
        // These two know no resource.
        Of(["AWS::Glue::Crawler"], ["glue:CreateCrawler"], _ => [Any]),
        Of(["AWS::Glue::SecurityConfiguration"], ["glue:CreateSecurityConfiguration", "glue:DeleteSecurityConfiguration", "glue:GetSecurityConfiguration"], _ => [Any]),
        Of(["AWS::Athena::"], ["athena:Create*", "athena:Delete*", "athena:Get*", "athena:ListTagsForResource", "athena:TagResource", "athena:Update*"], of => [of.Arn("athena", $"workgroup/{of.Name("*")}")]),
    ];

    /// <summary>The ARN of a role.</summary>
    public static string Role(StackSettings of, string name) => $"arn:aws:iam::{of.Account}:role/{name}";

    private static string ServiceRole(StackSettings of, string name) => Role(of, $"aws-service-role/{name}");

    private static DeployGrant OfProject(string[] types, string[] actions, Func<StackSettings, string[]> resources) => new(types, actions, resources, IsOfProject: true);

    private static DeployGrant Of(string[] types, string[] actions, Func<StackSettings, string[]> resources) => new(types, actions, resources);
}
