using System.Diagnostics;
using System.Text.Json;
using DuckDB.NET.Data;
using Fleetlake.Pipeline.Steps;

namespace Fleetlake.Bench.Contenders;

/// <summary>What the peer prints.</summary>
internal sealed record PeerResult(IReadOnlyList<Part> Parts, double AverageMeters);

/// <summary>
/// This program as a child that runs the peer's SQL in its working folder. Threads and memory limit are DuckDB's own
/// defaults: all cores and four fifths of the memory. The file has the newer format, which is written faster.
/// </summary>
internal static class PeerProcess
{
    public const string Verb = "peer";
    public const string Database = "warehouse.duckdb";

    /// <summary>Arguments: the SQL file without its ending, the folder of event files, the date.</summary>
    public static int Run(string[] args)
    {
        // COPY makes the folders of a partitioned file, but not of a single one.
        foreach (var table in Workspace.StagedTables)
            Directory.CreateDirectory(Path.Combine("staging", table.Name, $"date={args[2]}"));
        using var connection = new DuckDBConnection($"DataSource={Database};storage_compatibility_version=v1.3.0");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"set variable source = '{args[1].Replace("'", "''", StringComparison.Ordinal)}'; set variable day = '{args[2]}';";
        command.ExecuteNonQuery();
        Console.WriteLine(JsonSerializer.Serialize(RunScripts(command, args[0], "models")));
        return 0;
    }

    private static PeerResult RunScripts(DuckDBCommand command, params string[] scripts)
    {
        var parts = new List<Part>();
        double answer = double.NaN;
        foreach (var step in scripts.SelectMany(script => PeerScript.Read(Path.Combine(AppContext.BaseDirectory, "peers", $"{script}.sql"))))
        {
            var clock = Stopwatch.StartNew();
            command.CommandText = step.Sql;
            if (step.Name == PeerScript.Answer)
                answer = (double)command.ExecuteScalar()!;
            else
                command.ExecuteNonQuery();
            parts.Add(new Part(step.Name, clock.Elapsed.TotalSeconds));
        }

        return new PeerResult(parts, answer);
    }
}
