using System.Collections;
using System.Security.Cryptography;
using System.Text;
using Fleetlake.Aws.Configuration;
using Fleetlake.Cli;
using Fleetlake.Lake;

namespace Fleetlake.Aws.ServerBased;

/// <summary>What managed Airflow reads besides the DAGs: their environment, and the plan whose steps are their tasks.</summary>
internal static class AirflowFiles
{
    private const int HashCharacters = 12;

    /// <summary>The script that managed Airflow runs before any of its processes.</summary>
    public static string Startup(StackSettings settings, string taskName, string logGroup, string subnets, string group)
    {
        var text = new StringBuilder("#!/bin/sh\n# The environment of the DAGs.\n");
        foreach (var (name, value) in new (string, string)[]
        {
            ("FLEETLAKE_TASK_RUNNER", "ecs"),
            ("FLEETLAKE_START_DATE", LakeLayout.Date(settings.From)),
            ("FLEETLAKE_WAREHOUSE__ENGINE", "redshift"),
            ("FLEETLAKE_ECS_CLUSTER", taskName),
            ("FLEETLAKE_ECS_TASK_DEFINITION", taskName),
            ("FLEETLAKE_ECS_CONTAINER", FleetlakeTask.Container),
            ("FLEETLAKE_ECS_SUBNETS", subnets),
            ("FLEETLAKE_ECS_SECURITY_GROUPS", group),
            ("FLEETLAKE_ECS_LOG_GROUP", logGroup),
            ("FLEETLAKE_ECS_LOG_PREFIX", $"{FleetlakeTask.Container}/{FleetlakeTask.Container}"),
        })
        {
            text.Append("export ").Append(name).Append("='").Append(value).Append("'\n");
        }

        return text.ToString();
    }

    /// <summary>A file's name that is another one when its text is: managed Airflow looks at the name alone.</summary>
    public static string NameOf(string text) => $"startup-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashCharacters]}.sh";

    /// <summary>What <c>fleetlake plan</c> prints for the models of a folder.</summary>
    public static string Plan(string models, DateOnly date)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var host = new CommandHost(output, error, models, new Hashtable(), IsOutputTerminal: false, IsErrorTerminal: false);
        int code = FleetlakeCommand.RunAsync(["plan", "--date", LakeLayout.Date(date), "--format", "json"], host, CancellationToken.None).GetAwaiter().GetResult();
        return code == 0 ? output.ToString() : throw new FleetlakeException(FaultKind.Caller, $"fleetlake plan ended with {code}: {error}");
    }
}
