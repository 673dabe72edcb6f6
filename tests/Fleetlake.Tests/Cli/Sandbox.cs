using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Fleetlake.Cli;
using Fleetlake.Pipeline.Configuration;

namespace Fleetlake.Tests.Cli;

/// <summary>A folder of its own with event files, a lake and a warehouse, and the command in it.</summary>
internal sealed class Sandbox : IDisposable
{
    public const string Day = "2019-06-01";
    public const string NextDay = "2019-06-02";
    public const string FirstFile = "2019-06-01-8-0-0-events.json";

    public static readonly string[] StagedTables =
        ["create_events", "delete_events", "deregister_events", "register_events", "update_events", "rejected_events"];

    public static readonly string[] ModelTables =
        ["operating_period_distance", "vehicle_daily_distance", "vehicle_operation_metadata", "vehicle_position_data"];

    public Sandbox() => Directory.CreateDirectory(PathOf("events"));

    public string Folder { get; } = Directory.CreateTempSubdirectory("fleetlake-cli-").FullName;

    /// <summary>The environment variables of the calls: nobody waits for what another holds.</summary>
    public Dictionary<string, string> Environment { get; } = new()
    {
        ["FLEETLAKE_LAKE__WAITSECONDS"] = "0",
        ["FLEETLAKE_WAREHOUSE__WAITSECONDS"] = "0",
    };

    /// <summary>A sandbox with a small day: a period, a vehicle in it, three positions and one line that is no JSON.</summary>
    public static Sandbox WithDay()
    {
        var sandbox = new Sandbox();
        sandbox.WriteEvents(
            FirstFile,
            Line.Create("op_1", "2019-06-01T08:00:00Z", "2019-06-01T08:00:00Z", "2019-06-01T20:00:00Z"),
            Line.Register("v_1", "2019-06-01T08:10:00Z"),
            Line.Update("v_1", "2019-06-01T18:17:10.123Z", 52),
            Line.Update("v_1", "2019-06-01T18:18:10Z", 52.01),
            Line.Broken);
        sandbox.WriteEvents("2019-06-01-9-0-0-events.json", Line.Update("v_1", "2019-06-01T18:19:10Z", 52.02));
        return sandbox;
    }

    /// <summary>The same with a second day, whose first position is measured from the day before.</summary>
    public static Sandbox WithTwoDays()
    {
        var sandbox = WithDay();
        sandbox.WriteEvents("2019-06-02-1-0-0-events.json", Line.Update("v_1", "2019-06-02T01:00:00Z", 52.03), Line.Deregister("v_1", "2019-06-02T02:00:00Z"));
        return sandbox;
    }

    public string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
    }

    public void WriteEvents(string name, params string[] lines) => Write(Path.Combine("events", name), string.Join('\n', lines) + "\n");

    public void WriteCompressedEvents(string name, int withoutLast, params string[] lines)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        File.WriteAllBytes(PathOf("events", name), compressed.ToArray()[..^withoutLast]);
    }

    public async Task<CommandResult> Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        var host = new CommandHost(output, error, Folder, Environment, IsOutputTerminal: false, IsErrorTerminal: false);
        int code = await FleetlakeCommand.RunAsync(args, host, Xunit.TestContext.Current.CancellationToken);
        return new CommandResult(code, output.ToString(), error.ToString());
    }

    public Task<CommandResult> RunDay(params string[] more) => Run(["run", "--date", Day, .. more]);

    /// <summary>The rows of a query without its header.</summary>
    public async Task<string[]> Rows(string sql)
    {
        var result = (await Run("query", sql, "--format", "csv")).Exits(0);
        return result.Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..];
    }

    /// <summary>Every row of every table, in an order of their own.</summary>
    public Task<string[]> AllRows() => RowsOf([.. StagedTables, .. ModelTables]);

    public Task<string[]> RowsOf(params string[] tables) => Rows(
        $"select * from ({string.Join(" union all ", tables.Select(table => $"select '{table}' as name, cast(t as varchar) as cells from {table} as t"))}) order by all");

    public Settings ReadSettings() => Settings.Read(Folder, null, Environment, []);

    /// <summary>The file of a partition of raw or staging.</summary>
    public string Part(string zone, params string[] folders) => PathOf(["lake", zone, .. folders, "part-00000.parquet"]);

    /// <summary>A digest of every file of the lake that holds rows or says what they are.</summary>
    public Dictionary<string, string> LakeFiles() => Directory.EnumerateFiles(PathOf("lake"), "*", SearchOption.AllDirectories)
        .Select(path => (Path: path, Name: Path.GetRelativePath(PathOf("lake"), path).Replace('\\', '/')))
        .Where(file => !file.Name.StartsWith("raw/_runs/", StringComparison.Ordinal) && !file.Name.StartsWith("raw/_leases/", StringComparison.Ordinal)
            && !file.Name.StartsWith("warehouse", StringComparison.Ordinal))
        .ToDictionary(file => file.Name, file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file.Path))));

    public void Dispose()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // A process that was ended may still have a file; the folder is a temporary one.
        }
    }
}
