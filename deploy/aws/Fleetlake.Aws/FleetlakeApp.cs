using Amazon.CDK;
using Fleetlake.Aws.Configuration;
using Fleetlake.Aws.ServerBased;
using Fleetlake.Aws.Serverless;
using Fleetlake.Aws.Storage;

namespace Fleetlake.Aws;

/// <summary>All stacks of an environment.</summary>
internal static class FleetlakeApp
{
    /// <summary>Tells what is bootstrapped for Fleetlake from what else the account has (at most ten characters).</summary>
    public const string Qualifier = "fleetlake";

    /// <summary>The stack of what is bootstrapped.</summary>
    public const string Toolkit = "fleetlake-toolkit";

    /// <summary>Makes the stacks.</summary>
    /// <param name="settings">Their names, sizes and schedules.</param>
    /// <param name="root">The folder of the repository, for the files that go along.</param>
    /// <param name="output">The folder of the templates; null for the one that the CDK says.</param>
    public static App Create(StackSettings settings, string root, string? output = null)
    {
        var app = new App(new AppProps { Outdir = output, AnalyticsReporting = false });
        Tags.Of(app).Add("project", settings.Project);
        Tags.Of(app).Add("environment", settings.Environment);
        Annotations.Of(app).AcknowledgeWarning("@aws-cdk/aws-s3:accessLogsPolicyNotAdded", "LogBucket itself says who may write to it.");
        var lake = new LakeStack(app, settings);
        new ServerBasedStack(app, settings, lake, root);
        new ServerlessStack(app, settings, lake, root);
        return app;
    }

    /// <summary>The names of the stacks of a design, the lake first.</summary>
    public static string[] NamesOf(StackSettings settings, string design)
    {
        string[] designs = design == "all" ? ["server-based", "serverless"] : design == "lake" ? [] : [design];
        return [settings.Name("lake"), .. designs.Select(settings.Name)];
    }

    public static StackProps PropsOf(StackSettings settings, string name, string description, bool isProtected = false) => new()
    {
        StackName = settings.Name(name),
        Description = description,
        Env = new Amazon.CDK.Environment { Account = settings.Account, Region = settings.Region },
        TerminationProtection = isProtected,
        Synthesizer = new DefaultStackSynthesizer(new DefaultStackSynthesizerProps { Qualifier = Qualifier }),
    };
}
