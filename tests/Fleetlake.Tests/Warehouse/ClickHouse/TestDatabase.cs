using System.Data.Common;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Fleetlake.Lake.Leases;
using Fleetlake.Warehouse.ClickHouse;
using Xunit;

namespace Fleetlake.Tests.Warehouse.ClickHouse;

/// <summary>A database of its own on a ClickHouse server, dropped with the test.</summary>
internal sealed class TestDatabase : IDisposable
{
    /// <summary>The connection string of a server for tests.</summary>
    public const string Variable = "FLEETLAKE_TEST_CLICKHOUSE";

    private static readonly HttpClient Http = new();
    private readonly TestFolder _leases = new();

    /// <summary>A database on the server that the environment names; without one the test is skipped.</summary>
    public TestDatabase()
        : this(ConnectionString())
    {
    }

    /// <summary>A database on a server.</summary>
    /// <param name="connectionString">Host, Port, Username and Password.</param>
    /// <param name="name">Its name, where it is to be that of another server's.</param>
    public TestDatabase(string connectionString, string? name = null)
    {
        Name = name ?? $"fleetlake_test_{Guid.NewGuid():N}";
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{parts["Host"]}:{parts["Port"]}"));
        User = (string)parts["Username"];
        Password = parts.TryGetValue("Password", out object? password) ? (string)password : "";
        Execute($"create database {Name}", "default");
    }

    public string Name { get; }

    public Uri Url { get; }

    public string User { get; }

    public string Password { get; }

    public ClickHouseOptions Options => new()
    {
        Url = Url,
        Database = Name,
        User = User,
        Password = Password,
        HoldWait = TimeSpan.FromMilliseconds(200),
    };

    public ILeases Leases => new FolderLeases(_leases.Path);

    /// <summary>What stands before the server for runs.</summary>
    public Uri? Relay { get; set; }

    /// <summary>What a run's configuration has besides.</summary>
    public Dictionary<string, string> Configuration { get; } = [];

    /// <summary>The configuration that has a run use it.</summary>
    public Dictionary<string, string> Environment => new(Configuration.Concat(new Dictionary<string, string>
    {
        ["FLEETLAKE_WAREHOUSE__ENGINE"] = "clickhouse",
        ["FLEETLAKE_WAREHOUSE__URL"] = (Relay ?? Url).ToString(),
        ["FLEETLAKE_WAREHOUSE__DATABASE"] = Name,
        ["FLEETLAKE_WAREHOUSE__USER"] = User,
        ["FLEETLAKE_WAREHOUSE__PASSWORD"] = Password,
    }));

    /// <summary>The server's connection string; skips the test when there is no server.</summary>
    public static string ConnectionString()
    {
        string? text = System.Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(
            string.IsNullOrEmpty(text),
            $"Set {Variable} to a ClickHouse server, such as Host=127.0.0.1;Port=8123;Username=default;Password= (compose.test.yaml starts one), to run this.");
        return text!;
    }

    /// <summary>Runs a statement as the server's own user and gives its rows, cells between tabs.</summary>
    public string[] Execute(string sql, string? database = null)
    {
        var uri = new Uri(Url, $"/?database={database ?? Name}");
        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new StringContent(sql, Encoding.UTF8) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")));
        using var response = Http.Send(request);
        using var reader = new StreamReader(response.Content.ReadAsStream());
        string text = reader.ReadToEnd();
        Assert.True(response.IsSuccessStatusCode, $"{sql}\n{text}");
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The tables there are, side tables among them.</summary>
    public string[] Tables() => Execute("show tables");

    public void Dispose()
    {
        Execute($"drop database if exists {Name} sync", "default");
        _leases.Dispose();
    }
}
