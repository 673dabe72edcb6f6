using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Fleetlake.Tests.Pipeline;
using Xunit;

namespace Fleetlake.Tests.Glue;

/// <summary>The Spark job on the Spark of this machine, called as Glue calls it: the script, and the package as an archive.</summary>
internal sealed class GlueJob(FleetCase fleet)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>Python that is run before the job, such as to make its shares small.</summary>
    public string Before { get; init; } = "";

    public string Raw => fleet.Bucket is { } bucket ? $"{bucket.Url}/lake/raw" : Path.Combine(fleet.Root, "lake", "raw");

    public string Staging => fleet.Bucket is { } bucket ? $"{bucket.Url}/lake/staging" : Path.Combine(fleet.Root, "lake", "staging");

    /// <summary>Runs the job over source dates; fails unless it ends with 0. Gives what it said of each date, and of the models.</summary>
    public async Task<JsonElement[]> RunAsync(DateOnly first, DateOnly last, params string[] options)
    {
        var (exitCode, output) = await TryRunAsync(first, last, options);
        Assert.True(exitCode == 0, $"the job ended with {exitCode}:\n{output}");
        return [.. output.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    public Task<(int ExitCode, string Output)> TryRunAsync(DateOnly first, DateOnly last, params string[] options)
    {
        string package = Path.Combine(fleet.Root, "fleetlake_glue.zip");
        if (!File.Exists(package))
            Pack(package);
        string source = fleet.Bucket is { } bucket ? $"{bucket.Url}/events" : fleet.Events;
        string[] arguments =
        [
            .. Settings(), "--py-files", package, Script(), "--source", source, "--raw", Raw, "--staging", Staging,
            "--date", $"{first:yyyy-MM-dd}", "--to", $"{last:yyyy-MM-dd}", "--time-zone", fleet.TimeZone, .. options,
        ];
        return CallAsync("exec spark-submit \"$@\"", arguments);
    }

    /// <summary>Runs Python with the job's package, without Spark.</summary>
    public Task<(int ExitCode, string Output)> PythonAsync(string program, params string[] arguments) =>
        CallAsync($"export PYTHONPATH='{Folder()}':\"$PYTHONPATH\"; exec python3 -B -c \"$@\"", [program, .. arguments]);

    // What a cluster on AWS has by itself: how s3:// is read, and where.
    private IEnumerable<string> Settings()
    {
        if (fleet.Bucket is not { } bucket)
            yield break;
        string[] settings =
        [
            "fs.s3.impl=org.apache.hadoop.fs.s3a.S3AFileSystem", $"fs.s3a.endpoint={bucket.Endpoint.AbsoluteUri}", "fs.s3a.path.style.access=true",
            "fs.s3a.connection.ssl.enabled=false",
            // The reader's older SDK signs an empty body in a way that not every server takes.
            "fs.s3a.signing-algorithm=S3SignerType",
        ];
        foreach (string setting in settings)
        {
            yield return "--conf";
            yield return $"spark.hadoop.{setting}";
        }
    }

    // spark-submit gives what the job says on standard error to standard output: the two are one here.
    private async Task<(int ExitCode, string Output)> CallAsync(string command, string[] arguments)
    {
        string? spark = Environment.GetEnvironmentVariable("FLEETLAKE_TEST_SPARK");
        Assert.SkipWhen(
            string.IsNullOrEmpty(spark),
            "Set FLEETLAKE_TEST_SPARK to a script that prints the settings of a Spark 3.5 by `env` (with `--s3`, of one that reads s3a://) to run this.");
        string s3 = fleet.Bucket is null ? "" : "--s3";
        var start = new ProcessStartInfo("/bin/bash", ["-c", $"settings=$('{spark}' env {s3}) && eval \"$settings\" && {command}", "job", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = fleet.Root,
        };
        if (fleet.Bucket is { } bucket)
        {
            start.Environment["AWS_ENDPOINT_URL_S3"] = bucket.Endpoint.AbsoluteUri;
            start.Environment["AWS_DEFAULT_REGION"] = "us-east-1";
        }

        using var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private string Script()
    {
        string script = Path.Combine(Folder(), "fleetlake_job.py");
        if (Before.Length == 0)
            return script;
        string own = Path.Combine(fleet.Root, "own_job.py");
        File.WriteAllText(own, $"{Before}\n{File.ReadAllText(script)}");
        return own;
    }

    private static void Pack(string package)
    {
        using var archive = ZipFile.Open(package, ZipArchiveMode.Create);
        foreach (string path in Directory.EnumerateFiles(Path.Combine(Folder(), "fleetlake_glue")))
            archive.CreateEntryFromFile(path, $"fleetlake_glue/{Path.GetFileName(path)}");
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "deploy", "glue"));
}
