using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using Fleetlake.Bench.Agreement;
using Fleetlake.Bench.Days;
using Fleetlake.Bench.Processes;

namespace Fleetlake.Bench.Contenders;

/// <summary>A peer: ClickHouse's SQL of <c>bench/peers</c> in one process of its own, with the database in its folder.</summary>
/// <param name="command">What takes the arguments of <c>clickhouse local</c>, its words parted by spaces.</param>
internal sealed class ClickHouseContender(string command) : IContender
{
    private const string Times = "times.tsv";
    private const string Answer = "answer";

    private static readonly string[] Steps =
    [
        "raw", "stage", "tables", "load",
        "model vehicle_operation_metadata", "model vehicle_position_data", "model vehicle_daily_distance", "model operating_period_distance", Answer,
    ];

    public string Name => "ClickHouse SQL, on trust";

    public string Database => "warehouse.duckdb";

    public string RawFiles => "raw/event=*/*.parquet";

    public Outcome Run(SimulatedDay day, string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "raw"));
        File.WriteAllText(Path.Combine(folder, "all.sql"), Script());
        var usage = Execute(folder, "all.sql", $"--param_source={day.Folder}/*.json");
        var ends = File.ReadLines(Path.Combine(folder, Times)).Select(line => double.Parse(line, CultureInfo.InvariantCulture)).ToList();
        Part[] parts = [.. Steps.Select((step, i) => new Part(step, ends[i + 1] - ends[i]))];
        double answer = double.Parse(File.ReadAllText(Path.Combine(folder, $"{Answer}.tsv")), CultureInfo.InvariantCulture);
        Export(folder);
        return new Outcome(usage, [.. parts, new Part("start and end of the process", usage.WallSeconds - parts.Sum(part => part.Seconds))], answer);
    }

    // The clock is read between the steps: the process tells of no single one.
    private static string Script()
    {
        string peers = Path.Combine(AppContext.BaseDirectory, "peers");
        var steps = PeerScript.Read(Path.Combine(peers, "clickhouse.sql")).Concat(PeerScript.Read(Path.Combine(peers, "clickhouse-files.sql")))
            .ToDictionary(step => step.Name, step => step.Sql);
        const string Clock = $"select toUnixTimestamp64Micro(now64(6)) / 1e6 into outfile '{Times}' append format TSV;\n";
        var script = new StringBuilder(Clock);
        foreach (string step in Steps)
            script.Append(steps[step]).Append(Clock);
        return script.ToString();
    }

    // What it is compared by is DuckDB's: its tables go there by way of Parquet files, after the clock has stopped.
    private void Export(string folder)
    {
        string[] tables = [.. ComparedTable.All().Select(table => table.Name)];
        File.WriteAllText(Path.Combine(folder, "export.sql"), string.Concat(tables.Select(table => $"select * from {table} into outfile '{table}.parquet' format Parquet;\n")));
        Execute(folder, "export.sql");
        using var connection = new DuckDBConnection($"DataSource={Path.Combine(folder, Database)}");
        connection.Open();
        using var copy = connection.CreateCommand();
        copy.CommandText = "set TimeZone = 'UTC';" + string.Concat(
            tables.Select(table => $"create table {table} as from read_parquet('{Path.Combine(folder, table).Replace("'", "''", StringComparison.Ordinal)}.parquet');"));
        copy.ExecuteNonQuery();
    }

    private Usage Execute(string folder, string script, params string[] parameters)
    {
        string date = BenchOptions.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string[] words = command.Split(' ');
        return MeasuredProgram.Run(
            words[0], folder, [.. words[1..], "--path", "database", $"--param_day={date}", .. parameters, "--queries-file", script]).Usage;
    }
}
