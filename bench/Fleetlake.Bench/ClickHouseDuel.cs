using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fleetlake.Bench.Contenders;
using Fleetlake.Bench.Days;
using Fleetlake.Bench.Processes;
using Fleetlake.Pipeline.History;

namespace Fleetlake.Bench;

/// <summary>Fleetlake's loads and models on ClickHouse beside plain SQL there: the same staged files, the same server, by turns.</summary>
internal sealed class ClickHouseDuel(SimulatedDay day, string program, string root, string connectionString)
{
    private const string Database = "fleetlake_bench";
    private const string PeerDatabase = "fleetlake_bench_peer";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    // Metres are rounded, for the peer adds doubles in any order; counts are exact.
    private static readonly string[] Compared =
    [
        "select count(), countDistinct(vehicle_id), sum(cityHash64(vehicle_id, updated_at, organization_id)) from update_events",
        "select count(), sum(cityHash64(vehicle_id, operating_period_id, operation_start, operation_finish, organization_id)) from vehicle_operation_metadata",
        "select count(), round(sum(driven_meters)), round(sum(seconds_since_previous)) from vehicle_position_data",
        "select count(), sum(positions), round(sum(driven_meters)) from vehicle_daily_distance",
        "select count(), sum(positions), round(sum(driven_meters)) from operating_period_distance",
    ];

    /// <exception cref="BenchException">They do not agree.</exception>
    public string Run(int repeat)
    {
        string folder = Path.Combine(root, "clickhouse");
        var product = new List<IReadOnlyList<Part>>();
        var peers = new List<IReadOnlyList<Part>>();
        using var peer = new ClickHousePeer(connectionString, PeerDatabase);
        for (int i = 0; i < repeat; i++)
        {
            product.Add(RunProduct(folder, peer));
            peer.Drop();
            peer.Query($"create database {PeerDatabase}", "default");
            peers.Add(peer.Run(Path.Combine(folder, "lake", "staging")));
            EnsureAgree(peer);
        }

        peer.Drop();
        peer.Query($"drop database {Database} sync", "default");
        Directory.Delete(folder, recursive: true);
        return Report(product, peers);
    }

    private List<Part> RunProduct(string folder, ClickHousePeer peer)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        peer.Query($"drop database if exists {Database} sync", "default");
        var server = new System.Data.Common.DbConnectionStringBuilder { ConnectionString = connectionString };
        File.WriteAllText(Path.Combine(folder, "fleetlake.json"), JsonSerializer.Serialize(new
        {
            warehouse = new { engine = "clickhouse", url = peer.Url.ToString(), database = Database, user = (string)server["Username"], createDatabase = true },
        }));
        if (server.TryGetValue("Password", out object? password) && password is string { Length: > 0 } secret)
            File.WriteAllText(Path.Combine(folder, ".env"), $"FLEETLAKE_WAREHOUSE__PASSWORD={secret}\n");
        string date = BenchOptions.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var (record, _) = MeasuredProgram.Run(program, folder, "run", "--date", date, "--source", day.Folder, "--format", "json");
        return [.. JsonSerializer.Deserialize<RunRecord>(record, Json)!.Steps
            .Where(step => step.Id.StartsWith("load:", StringComparison.Ordinal) || step.Id.StartsWith("model:", StringComparison.Ordinal))
            .Select(step => new Part(step.Id.Replace(':', ' '), step.Seconds))];
    }

    private static void EnsureAgree(ClickHousePeer peer)
    {
        foreach (string sql in Compared)
        {
            string product = peer.Query(sql, Database);
            string other = peer.Query(sql, PeerDatabase);
            if (product != other)
                throw new BenchException($"product and plain SQL do not agree: {sql}\n  {product}  {other}");
        }

        Progress.Say($"they agree");
    }

    private string Report(List<IReadOnlyList<Part>> product, List<IReadOnlyList<Part>> peers)
    {
        string[] names = [.. product[0].Select(part => part.Name).Where(name => peers[0].Any(part => part.Name == name))];
        var lines = names.Select(name => (Name: name, Product: Median(product, name), Peer: Median(peers, name))).ToList();
        lines.Add(("together", lines.Sum(line => line.Product), lines.Sum(line => line.Peer)));
        return $"""
            ClickHouse, {Units.Count(day.Events)} events, median of {product.Count}:

            | step | Fleetlake | plain SQL |
            | --- | --- | --- |
            {string.Join('\n', lines.Select(line => $"| {line.Name} | {Units.Seconds(line.Product)} | {Units.Seconds(line.Peer)} |"))}
            """;
    }

    private static double Median(List<IReadOnlyList<Part>> runs, string name)
    {
        double[] seconds = [.. runs.Select(run => run.Single(part => part.Name == name).Seconds).Order()];
        return seconds[seconds.Length / 2];
    }
}
