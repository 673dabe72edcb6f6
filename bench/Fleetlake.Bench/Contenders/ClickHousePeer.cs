using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Fleetlake.Bench.Contenders;

/// <summary>The SQL of <c>peers/clickhouse.sql</c> over HTTP, in a database of its own.</summary>
internal sealed class ClickHousePeer : IDisposable
{
    private const string Load = "load ";
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(30) };
    private readonly string _database;

    /// <param name="connectionString">Host, Port, Username and Password.</param>
    /// <param name="database">The database, which is made anew.</param>
    public ClickHousePeer(string connectionString, string database)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        string user = $"{parts["Username"]}:{(parts.TryGetValue("Password", out object? password) ? password : "")}";
        _database = database;
        _http.BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{parts["Host"]}:{parts["Port"]}/"));
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));
        Drop();
        Send($"create database {database}", "default");
    }

    public Uri Url => _http.BaseAddress!;

    /// <summary>Goes from the staged files of a day to the models.</summary>
    public IReadOnlyList<Part> Run(string staging)
    {
        var parts = new List<Part>();
        foreach (var step in PeerScript.Read(Path.Combine(AppContext.BaseDirectory, "peers", "clickhouse.sql")))
        {
            var clock = Stopwatch.StartNew();
            string? table = step.Name.StartsWith(Load, StringComparison.Ordinal) ? step.Name[Load.Length..] : null;
            foreach (string sql in step.Sql.Split(";\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                Send(sql, _database, table is null ? null : Path.Combine(staging, table, $"date={Date}", "part-00000.parquet"));
            parts.Add(new Part(step.Name, clock.Elapsed.TotalSeconds));
        }

        return parts;
    }

    /// <summary>The rows of a query, cells between tabs.</summary>
    public string Query(string sql, string database) => Send(sql, database);

    public void Drop() => Send($"drop database if exists {_database} sync", "default");

    public void Dispose() => _http.Dispose();

    private static string Date => BenchOptions.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private string Send(string sql, string database, string? file = null)
    {
        // A table without rows that day has no file.
        if (file is not null && !File.Exists(file))
            return "";
        using var body = file is null ? (HttpContent)new StringContent(sql) : new StreamContent(File.OpenRead(file));
        string query = file is null ? "" : $"&query={Uri.EscapeDataString(sql)}";
        using var response = _http.PostAsync(new Uri(Url, $"?database={database}&param_day={Date}{query}"), body).GetAwaiter().GetResult();
        string text = response.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        return response.IsSuccessStatusCode ? text : throw new BenchException($"clickhouse.sql: {sql}\n{text}");
    }
}
