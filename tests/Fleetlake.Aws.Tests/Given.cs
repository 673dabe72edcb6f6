using System.Collections;
using System.Diagnostics;
using Fleetlake.Aws.Configuration;

namespace Fleetlake.Aws.Tests;

/// <summary>Settings for tests, and the folder of the repository.</summary>
internal static class Given
{
    public static string Root { get; } = FindRoot();

    public static StackSettings Settings(params (string Name, string? Value)[] changes) => StackSettings.Read(Environment(changes));

    public static Hashtable Environment(params (string Name, string? Value)[] changes)
    {
        var environment = new Hashtable
        {
            ["FLEETLAKE_AWS_ACCOUNT"] = "123456789012",
            ["FLEETLAKE_AWS_REGION"] = "eu-central-1",
            ["FLEETLAKE_SOURCE__URL"] = "s3://acme-fleet-events/data",
            ["FLEETLAKE_SCHEDULE__FROM"] = "2019-06-01",
            ["FLEETLAKE_AWS_ALERT_EMAIL"] = "fleet@example.com",
        };
        foreach (var (name, value) in changes)
            environment[name] = value;
        return environment;
    }

    /// <summary>The CDK runs on node.</summary>
    public static void NeedsNode()
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true })!;
            node.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("needs node 20 or later in PATH, which the CDK runs on");
        }
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Fleetlake.slnx")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("no Fleetlake.slnx above the tests");
    }
}
