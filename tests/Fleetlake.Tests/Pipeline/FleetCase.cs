using System.Text;
using DuckDB.NET.Data;
using Fleetlake.Pipeline.Configuration;
using Fleetlake.Pipeline.History;
using Fleetlake.Pipeline.Running;
using Fleetlake.Pipeline.Steps;
using Fleetlake.Simulator;
using Fleetlake.Tests.Lake.S3;
using Fleetlake.Tests.Reference;
using Fleetlake.Tests.Warehouse;
using Fleetlake.Tests.Warehouse.ClickHouse;
using Fleetlake.Tests.Warehouse.Redshift;
using Xunit;

namespace Fleetlake.Tests.Pipeline;

/// <summary>
/// A source folder, a lake and a warehouse of their own, and the objects that the lake should know by now: those in the
/// folder and those that are gone from it. With a bucket the source and the lake lie there, and the folder is a copy.
/// </summary>
internal sealed class FleetCase : IDisposable
{
    private const string SourcePrefix = "events/";
    private const string RawPrefix = "lake/raw/";
    private readonly Dictionary<string, byte[]> _known = new(StringComparer.Ordinal);

    /// <param name="timeZone">The clock of its files.</param>
    /// <param name="engine">The engine of its warehouse.</param>
    /// <param name="database">Its database, where it is not one on the server of all tests.</param>
    /// <param name="bucket">The bucket of source and lake; null for folders.</param>
    public FleetCase(string timeZone = "UTC", TestEngine engine = TestEngine.DuckDb, TestDatabase? database = null, TestBucket? bucket = null)
    {
        Bucket = bucket;
        TimeZone = timeZone;
        Database = database ?? (engine == TestEngine.ClickHouse ? new TestDatabase() : null);
        Postgres = engine == TestEngine.Redshift ? new TestPostgres() : null;
        Environment["FLEETLAKE_SOURCE__TIMEZONE"] = timeZone;
        Directory.CreateDirectory(Events);
        if (bucket is null)
            return;
        Environment["FLEETLAKE_SOURCE__URL"] = $"{bucket.Url}/{SourcePrefix}";
        Environment["FLEETLAKE_LAKE__RAW"] = $"{bucket.Url}/{RawPrefix}";
        Environment["FLEETLAKE_LAKE__STAGING"] = $"{bucket.Url}/lake/staging";
        Environment["FLEETLAKE_LAKE__SCRATCH"] = Path.Combine(Root, "scratch");
        Environment["FLEETLAKE_S3__ENDPOINT"] = bucket.Endpoint.AbsoluteUri;
    }

    /// <summary>The bucket of source and lake, if they lie in one.</summary>
    public TestBucket? Bucket { get; }

    /// <summary>What its runs are told beside what the database asks for.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>The environment variables of its runs.</summary>
    public Dictionary<string, string> RunEnvironment => new([.. Database?.Environment ?? [], .. Environment]);

    public string Root { get; } = Directory.CreateTempSubdirectory("fleetlake-test-").FullName;

    public string TimeZone { get; }

    /// <summary>The warehouse's database on ClickHouse; null on DuckDB.</summary>
    public TestDatabase? Database { get; }

    /// <summary>The warehouse's database where PostgreSQL stands in for Redshift; null on other engines.</summary>
    public TestPostgres? Postgres { get; }

    public string Events => Path.Combine(Root, "events");

    public IReadOnlyDictionary<string, byte[]> Known => _known;

    public Settings Settings => Settings.Read(Root, null, RunEnvironment, []);

    public void Put(string key, string lines) => Put(key, Encoding.UTF8.GetBytes(lines));

    public void Put(string key, byte[] bytes)
    {
        string path = Path.Combine(Events, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // A folder's clock can be coarser than two puts are apart: a changed file never has the time of the one before.
        var before = File.Exists(path) ? File.GetLastWriteTimeUtc(path) : default;
        // Put whole, as a bucket does: a server may be listing.
        string written = Path.Combine(Root, "put");
        File.WriteAllBytes(written, bytes);
        if (File.GetLastWriteTimeUtc(written) <= before)
            File.SetLastWriteTimeUtc(written, before.AddMilliseconds(1));
        File.Move(written, path, overwrite: true);
        _known[key] = bytes;
        Bucket?.Put(SourcePrefix + key, bytes);
    }

    /// <summary>The file goes; the lake is to keep its rows.</summary>
    public void Remove(string key)
    {
        File.Delete(Path.Combine(Events, key));
        Bucket?.Remove(SourcePrefix + key);
    }

    /// <summary>The lake is to forget the rows of files that are gone.</summary>
    public void ForgetRemoved()
    {
        foreach (string key in _known.Keys.Where(key => !File.Exists(Path.Combine(Events, key))).ToList())
            _known.Remove(key);
    }

    public void Simulate(FleetOptions options, Func<string, string>? rename = null)
    {
        foreach (var file in new Fleet(options).Files())
            Put(rename?.Invoke(file.Name) ?? file.Name, file.Bytes.ToArray());
    }

    public async Task<RunRecord> RunAsync(DateOnly date, RunOptions? options = null)
    {
        var run = await TryRunAsync(date, options);
        Assert.True(run.ExitCode == 0, string.Join('\n', run.Steps.Where(step => step.Error is not null).Select(step => $"{step.Id}: {step.Error}")));
        return run;
    }

    public Task<RunRecord> TryRunAsync(DateOnly date, RunOptions? options = null, Func<Workspace, Workspace>? with = null, CancellationToken? cancellationToken = null)
    {
        var work = Settings.Open();
        work = work with { Warehouse = Postgres?.Warehouse(() => work.Lake.Leases) ?? work.Warehouse };
        return new Runner(with?.Invoke(work) ?? work, new SilentObserver()).RunAsync(date, options ?? new RunOptions(), cancellationToken ?? TestContext.Current.CancellationToken);
    }

    public async Task AssertAsReferenceAsync(params DateOnly[] runDates)
    {
        var expected = ReferenceLake.Compute(_known, runDates, new ReferenceOptions(TimeZone));
        var rows = new Dictionary<string, List<object?[]>>(StringComparer.Ordinal);
        foreach (string table in expected.ToRows().Keys)
            rows[table] = table == "raw" ? await RawRowsAsync() : await WarehouseRowsAsync(table);
        TableComparison.AssertSame(expected, table => rows[table]);
    }

    public async Task<List<object?[]>> WarehouseRowsAsync(string table)
    {
        string columns = string.Join(", ", ReferenceSchema.Columns[table].Select(column => $"\"{column}\""));
        var rows = await QueryAsync($"select {columns} from {table}");
        // An engine that has no type for bytes gives a line that is text as text.
        foreach (var row in rows.Where(_ => table == "rejected_events"))
            row[^1] = row[^1] is string text ? Encoding.UTF8.GetBytes(text) : row[^1];
        return rows;
    }

    public async Task<List<object?[]>> QueryAsync(string sql)
    {
        await using var rows = await (Postgres?.Warehouse() ?? Settings.OpenWarehouse()).QueryAsync(sql, TestContext.Current.CancellationToken);
        return await rows.ReadAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        Database?.Dispose();
        Postgres?.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    // As another engine reads the lake: by its Hive folders.
    private async Task<List<object?[]>> RawRowsAsync()
    {
        string raw = Bucket is null ? Path.Combine(Root, "lake", "raw") : await Bucket.DownloadAsync($"{RawPrefix}date=", Path.Combine(Root, "copy"));
        if (!Directory.Exists(raw) || !Directory.EnumerateDirectories(raw, "date=*").Any())
            return [];
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A path that this test has made.
        command.CommandText = $"""
            set timezone = 'UTC';
            select date, event, "on", "at", data, organization_id, extra, source_object, source_line
            from read_parquet('{raw}/date=*/event=*/*.parquet', hive_partitioning = true, hive_types = {'{'}'date': date, 'event': varchar{'}'})
            """;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            var row = new object?[reader.FieldCount];
            for (int i = 0; i < row.Length; i++)
                row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            row[6] = ReferenceJson.CanonicalExtra((string?)row[6]);
            rows.Add(row);
        }

        return rows;
    }
}
