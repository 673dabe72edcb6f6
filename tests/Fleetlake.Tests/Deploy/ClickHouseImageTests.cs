using System.Text.RegularExpressions;
using Fleetlake.Pipeline.Steps;
using Fleetlake.Tests.Cli;
using Fleetlake.Tests.Warehouse.ClickHouse;
using Fleetlake.Warehouse.ClickHouse;
using Fleetlake.Warehouse.Models;
using Xunit;

namespace Fleetlake.Tests.Deploy;

/// <summary>What the image of ClickHouse is made with: its users, their grants and the tables.</summary>
public sealed class ClickHouseImageTests
{
    private const string BaseUsers = """
        <clickhouse>
          <profiles><default/></profiles><quotas><default/></quotas>
          <users><default><password></password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></default></users>
        </clickhouse>
        """;

    // As XML it is read, so that < and & cannot be in it; the server does not start with one that has them.
    private const string LoaderPassword = "Load-\"'>\\$-39";

    private static readonly string Users = Repository.Read("deploy", "docker", "clickhouse", "users.xml");
    private static readonly string Tables = Repository.Read("deploy", "docker", "clickhouse", "tables.sql");

    [Fact]
    public void Its_tables_are_those_that_a_run_makes()
    {
        var server = new OneServer();
        var tables = Workspace.StagedTables.Concat(ModelCatalog.BuiltIn(Workspace.StagedTables).Models.Select(model => model.Table));
        string[] statements = ["create database if not exists fleetlake", "use fleetlake", .. server.CreateStates(), .. tables.SelectMany(server.CreateTable)];
        Assert.Equal(string.Concat(statements.Select(statement => $"{statement};\n")), Tables);
    }

    [Theory]
    [InlineData("loader")]
    [InlineData("reader")]
    public void Its_users_have_the_grants_of_the_guide(string user)
    {
        var guide = Regex.Matches(Repository.Read("docs", "clickhouse.md"), $@"^(grant [^;]+) to {user};", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
        string section = Regex.Match(Users, $"<{user}>.*</{user}>", RegexOptions.Singleline).Value;
        Assert.Equal(guide, Regex.Matches(section, "<query>(.*)</query>").Select(match => match.Groups[1].Value));
        Assert.Matches(@"<password from_env=""\w+""/>", section);
    }

    [Fact]
    public async Task Its_loader_runs_a_day_and_its_reader_can_only_read()
    {
        using var server = new TestServer(users: BaseUsers, moreUsers: Users, environment: new Dictionary<string, string>
        {
            ["FLEETLAKE_LOADER_PASSWORD"] = LoaderPassword,
            ["FLEETLAKE_READER_PASSWORD"] = "Read-39",
        });
        using var sandbox = Sandbox.WithDay();
        using var admin = new TestDatabase(server.ConnectionString);
        foreach (string statement in Tables.Split(";\n", StringSplitOptions.RemoveEmptyEntries).Where(statement => statement != "use fleetlake"))
            admin.Execute(statement, statement.StartsWith("create database", StringComparison.Ordinal) ? "default" : "fleetlake");
        foreach (var (name, value) in admin.Environment)
            sandbox.Environment[name] = value;
        sandbox.Environment.Remove("FLEETLAKE_WAREHOUSE__DATABASE");

        As("loader", LoaderPassword);
        (await sandbox.RunDay()).Exits(0);
        As("reader", "Read-39");
        Assert.Equal(["3"], await sandbox.Rows("select count(*) as n from update_events"));
        (await sandbox.RunDay("--force")).Exits(2).Says("reader: Not enough privileges");
        As("reader", "Read-40");
        (await sandbox.Run("query", "select 1 as n")).Exits(2).Says("Authentication failed");

        void As(string user, string password)
        {
            sandbox.Environment["FLEETLAKE_WAREHOUSE__USER"] = user;
            sandbox.Environment["FLEETLAKE_WAREHOUSE__PASSWORD"] = password;
        }
    }
}
