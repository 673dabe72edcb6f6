using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Fleetlake.Tests.Cli;
using Xunit;

namespace Fleetlake.Tests.Warehouse.ClickHouse;

/// <summary>The command as users who have the grants of the guide and no others.</summary>
public sealed class ClickHouseUserTests : IDisposable
{
    private const string Secret = "Sesame-39-opens";
    private readonly Sandbox _sandbox = Sandbox.WithDay();
    private readonly TestServer _server = new(users: Users());
    private readonly TestDatabase _admin;

    public ClickHouseUserTests()
    {
        _admin = new TestDatabase(_server.ConnectionString);
        _admin.Execute("create database fleetlake", "default");
        foreach (var (name, value) in _admin.Environment)
            _sandbox.Environment[name] = value;
        _sandbox.Environment.Remove("FLEETLAKE_WAREHOUSE__DATABASE");
    }

    public void Dispose()
    {
        _server.Dispose();
        _sandbox.Dispose();
    }

    [Fact]
    public async Task A_loader_runs_days_and_a_reader_asks_and_neither_can_do_more()
    {
        As("loader");
        (await _sandbox.RunDay()).Exits(0);
        (await _sandbox.RunDay("--force")).Exits(0);
        As("reader");
        Assert.Equal(["3"], await _sandbox.Rows("select count(*) as n from update_events"));
        (await _sandbox.Run("status", "--from", Sandbox.Day, "--to", Sandbox.Day)).Exits(0);

        (await _sandbox.RunDay("--force")).Exits(2).Says("reader: Not enough privileges. To execute this query, it's necessary to have the grant CREATE TABLE ON fleetlake.fleetlake_partitions");
        Assert.Contains("DROP TABLE", Refusal("loader", "drop table update_events"), StringComparison.Ordinal);
        Assert.Contains("TRUNCATE", Refusal("loader", "truncate table update_events"), StringComparison.Ordinal);
        Assert.Contains("CREATE USER", Refusal("loader", "create user u"), StringComparison.Ordinal);
        Assert.Contains("INSERT", Refusal("reader", "insert into vehicle_daily_distance select * from vehicle_daily_distance"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_whose_profile_is_read_only_asks_and_writes_nowhere()
    {
        As("loader");
        (await _sandbox.RunDay()).Exits(0);
        foreach (string user in new[] { "profiled", "profiled_with_all", "default" })
        {
            As(user);
            _sandbox.Environment["FLEETLAKE_WAREHOUSE__PASSWORD"] = user == "default" ? "" : Secret;
            Assert.Equal(["3"], await _sandbox.Rows("select count(*) as n from update_events"));
            Assert.Contains("update_events", (await _sandbox.Run("query", "show tables")).Exits(0).Output, StringComparison.Ordinal);
            (await _sandbox.Run("status", "--from", Sandbox.Day, "--to", Sandbox.Day)).Exits(0);

            string file = _sandbox.PathOf($"{user}.csv");
            foreach (string writing in new[]
            {
                "insert into update_events select * from update_events",
                $"insert into function file('{file}', 'CSV', 'n Int8') select 1",
                "create table t (n Int8) order by n",
                "drop table update_events",
            })
            {
                (await _sandbox.Run("query", writing)).Exits(2).Says("The query is refused: ");
            }

            Assert.False(File.Exists(file));
        }

        Assert.Equal(["3"], _admin.Execute("select count() from update_events", "fleetlake"));
    }

    [Theory]
    [InlineData("read_only", Secret, "only reading is allowed: Cannot modify", "")]
    [InlineData("loader", "Sesame-40-opens", "Authentication failed: password is incorrect", "")]
    [InlineData("loader", Secret, "There is no database \"elsewhere\" at", "elsewhere")]
    public async Task What_the_caller_can_mend_is_told_and_the_password_is_nowhere(string user, string password, string message, string database)
    {
        As(user);
        _sandbox.Environment["FLEETLAKE_WAREHOUSE__PASSWORD"] = password;
        if (database.Length > 0)
            _sandbox.Environment["FLEETLAKE_WAREHOUSE__DATABASE"] = database;

        var result = (await _sandbox.RunDay()).Exits(2).Says(message);

        Assert.DoesNotContain(password, result.Output + result.Error, StringComparison.Ordinal);
        foreach (string file in Directory.EnumerateFiles(_sandbox.PathOf("lake"), "*", SearchOption.AllDirectories))
            Assert.DoesNotContain(password, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private void As(string user)
    {
        _sandbox.Environment["FLEETLAKE_WAREHOUSE__USER"] = user;
        _sandbox.Environment["FLEETLAKE_WAREHOUSE__PASSWORD"] = Secret;
    }

    private string Refusal(string user, string sql)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_admin.Url, $"/?database=fleetlake&user={user}&password={Secret}")) { Content = new StringContent(sql) };
        using var response = http.Send(request);
        Assert.False(response.IsSuccessStatusCode);
        using var reader = new StreamReader(response.Content.ReadAsStream());
        return reader.ReadToEnd();
    }

    // The server of these tests has no create user: the guide's grants go into its users file.
    private static string Users([CallerFilePath] string thisFile = "")
    {
        string guide = File.ReadAllText(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "..", "docs", "clickhouse.md"));
        return $"""
            <clickhouse>
              <profiles><default/><read_only><readonly>1</readonly></read_only><reading><readonly>2</readonly></reading></profiles><quotas><default/></quotas>
              <users>
                <default><password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></default>
                {User("loader", "default", guide)}
                {User("reader", "default", guide)}
                {User("reader", "reading", guide, "profiled")}
                <profiled_with_all><password>{Secret}</password><networks><ip>::/0</ip></networks><profile>reading</profile><quota>default</quota></profiled_with_all>
                <read_only><password>{Secret}</password><networks><ip>::/0</ip></networks><profile>read_only</profile><quota>default</quota></read_only>
              </users>
            </clickhouse>
            """;
    }

    private static string User(string name, string profile, string guide, string? called = null)
    {
        var grants = Regex.Matches(guide, $@"^(grant [^;]+) to {name};", RegexOptions.Multiline).Select(match => $"<query>{match.Groups[1].Value}</query>").ToArray();
        Assert.NotEmpty(grants);
        return $"<{called ?? name}><password>{Secret}</password><networks><ip>::/0</ip></networks><profile>{profile}</profile><quota>default</quota><grants>{string.Concat(grants)}</grants></{called ?? name}>";
    }
}
