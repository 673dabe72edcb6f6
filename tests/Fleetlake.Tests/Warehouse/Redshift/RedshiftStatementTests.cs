using Fleetlake.Pipeline.Steps;
using Fleetlake.Warehouse;
using Fleetlake.Warehouse.Models;
using Fleetlake.Warehouse.Redshift;
using Fleetlake.Warehouse.Rendering;
using Xunit;

namespace Fleetlake.Tests.Warehouse.Redshift;

/// <summary>The statements as Redshift gets them, what PostgreSQL does not know among them, as they were reviewed.</summary>
public sealed class RedshiftStatementTests
{
    private const string Staged = "fleetlake_staged";
    private const string Built = "fleetlake_built";
    private static readonly DateOnly First = new(2019, 6, 1);
    private static readonly RedshiftOptions Options = new()
    {
        Host = "host",
        Database = "fleetlake",
        User = "loader",
        CopyRole = "arn:aws:iam::123456789012:role/copy",
        ShardBy = ["organization_id", "vehicle_id"],
    };

    [Fact]
    public void Tables_are_those_that_were_reviewed()
    {
        var statements = new TableStatements(new RedshiftClauses(Options));
        var tables = Workspace.StagedTables.Concat(ModelCatalog.BuiltIn(Workspace.StagedTables).Models.Select(model => model.Table));

        AssertGolden("tables.sql", [statements.CreateStates(), .. tables.Select(statements.Create)]);
    }

    [Fact]
    public void Loads_are_those_that_were_reviewed()
    {
        var clauses = new RedshiftClauses(Options);
        var sql = new List<string>(RedshiftConnection.Settings(Options));
        foreach (var table in Workspace.StagedTables)
        {
            sql.Add(new TableStatements(clauses).CreateStaged(Staged, ParquetShape.StagedColumns(table)));
            sql.Add(clauses.Copy(Staged, $"s3://acme-fleet-staging/{table.Name}/date=2019-06-01/part-00000.parquet"));
            sql.Add("begin transaction isolation level serializable");
            sql.Add(TableStatements.Delete(table, [First]));
            sql.Add(TableStatements.InsertStaged(Staged, table, First));
            sql.Add(RedshiftPartitions.Delete([new(table.Name, First, "", "", 0, null)]));
            sql.Add(RedshiftPartitions.Insert(1));
            sql.Add("commit");
            sql.Add(TableStatements.Drop(Staged));
        }

        AssertGolden("loads.sql", sql);
    }

    [Fact]
    public void Models_are_those_that_were_reviewed()
    {
        var sql = new List<string>();
        foreach (var model in ModelCatalog.BuiltIn(Workspace.StagedTables).Models)
        {
            var rendered = new ModelSql(RedshiftDialect.Instance, model, [First]);
            sql.Add(TableStatements.CreateBuilt(Built, model.Table));
            sql.Add(TableStatements.FillBuilt(Built, model.Table, rendered.Query()));
            sql.Add(TableStatements.Changed(Built, model.Table, [First]));
            sql.Add(TableStatements.Delete(model.Table, [First]));
            sql.Add(TableStatements.InsertBuilt(Built, model.Table, [First]));
            sql.AddRange(model.Tests.Select(rendered.Failing));
        }

        AssertGolden("models.sql", sql);
    }

    [Fact]
    public void The_default_role_is_a_word_and_no_text() => Assert.Equal(
        "copy \"t\" from 's3://b/it''s' iam_role default format as parquet", new RedshiftClauses(Options with { CopyRole = null }).Copy("t", "s3://b/it's"));

    [Theory]
    [InlineData("", "''")]
    [InlineData("a'b''c", "'a''b''''c'")]
    [InlineData("'; drop table t; --", "'''; drop table t; --'")]
    [InlineData("date=2019-06-01/ü", "'date=2019-06-01/ü'")]
    public void A_text_is_quoted(string text, string expected) => Assert.Equal(expected, RedshiftDialect.Text(text));

    [Theory]
    [InlineData("a\\")]
    [InlineData("\\'; drop table t; --")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    public void A_text_that_servers_could_read_in_two_ways_is_refused(string text) =>
        Assert.Equal(FaultKind.Caller, Assert.Throws<FleetlakeException>(() => RedshiftDialect.Text(text)).Kind);

    [Theory]
    [InlineData("localhost", "Prefer")]
    [InlineData("127.0.0.1", "Prefer")]
    [InlineData("::1", "Prefer")]
    [InlineData("localhost.example.com", "VerifyFull")]
    [InlineData("10.0.0.7", "VerifyFull")]
    public void The_way_to_another_machine_is_encrypted_and_its_certificate_checked(string host, string mode) =>
        Assert.Equal(mode, new Npgsql.NpgsqlConnectionStringBuilder(RedshiftConnection.Text(Options with { Host = host })).SslMode.ToString());

    // The queries of models keep the lines of their files: no line of a header is left, but its line end.
    private static void AssertGolden(string name, IEnumerable<string> statements)
    {
        string text = string.Concat(statements.Select(statement => $"{string.Join('\n', statement.Split('\n').Where(line => line.Length > 0))};\n"));
        if (Environment.GetEnvironmentVariable("FLEETLAKE_GOLDEN_OUT") is { } folder)
            File.WriteAllText(Path.Combine(folder, name), text);
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Warehouse", "Redshift", "Golden", name)), text);
    }
}
