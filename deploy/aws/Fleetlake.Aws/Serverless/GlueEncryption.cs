using Amazon.CDK.AWS.Glue;
using Constructs;
using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.Serverless;

/// <summary>Glue encrypts what it writes, logs among it, with the lake's key.</summary>
internal sealed class GlueEncryption : Construct
{
    public GlueEncryption(Construct scope, StackSettings settings, string keyArn)
        : base(scope, "Encryption")
    {
        Name = settings.Name("glue");
        new CfnSecurityConfiguration(this, "Configuration", new CfnSecurityConfigurationProps
        {
            Name = Name,
            EncryptionConfiguration = new CfnSecurityConfiguration.EncryptionConfigurationProperty
            {
                CloudWatchEncryption = new CfnSecurityConfiguration.CloudWatchEncryptionProperty { CloudWatchEncryptionMode = "SSE-KMS", KmsKeyArn = keyArn },
                JobBookmarksEncryption = new CfnSecurityConfiguration.JobBookmarksEncryptionProperty { JobBookmarksEncryptionMode = "CSE-KMS", KmsKeyArn = keyArn },
                S3Encryptions = new object[] { new CfnSecurityConfiguration.S3EncryptionProperty { S3EncryptionMode = "SSE-KMS", KmsKeyArn = keyArn } },
            },
        });
    }

    public string Name { get; }
}
