using Fleetlake.Lake;
using Fleetlake.Tests.Glue;
using Fleetlake.Tests.Pipeline;
using Fleetlake.Tests.Reference;
using Fleetlake.Tests.Warehouse;
using Xunit;

namespace Fleetlake.Tests.Athena;

/// <summary>
/// The Data Catalog's tables and Athena's named queries, on Trino: the lake as <c>fleetlake</c> staged it, the models as the Spark job
/// wrote them.
/// </summary>
public sealed class AthenaQueryTests
{
    // As Athena: a projected partition without a folder has no rows.
    private const string Absent = "hive.ignore_absent_partitions=true";

    // Trino rounds to milliseconds, as Athena, unless it is told to give what the file holds.
    private const string Microseconds = $"{Absent},hive.timestamp_precision=MICROSECONDS";

    [Fact]
    public async Task Tables_of_the_catalog_have_the_rows_and_the_named_queries_the_answers_of_the_reference()
    {
        using var fleet = new FleetCase();
        QuestionCase.Put(fleet);
        using var trino = new TrinoServer(Path.Combine(fleet.Root, "trino"), Path.Combine(fleet.Root, "lake"));
        await fleet.RunAsync(QuestionCase.First);
        await fleet.RunAsync(QuestionCase.Second);
        await new GlueJob(fleet).RunAsync(QuestionCase.First, QuestionCase.Second, "--steps", "models");
        var catalog = TrinoTables.Catalog();
        await trino.QueryAsync($"create schema {TrinoTables.Schema}");
        foreach (var table in catalog.GetProperty("tables").EnumerateArray())
            await trino.QueryAsync(TrinoTables.Create(table));
        var reference = QuestionCase.Reference(fleet);

        foreach (var (table, expected) in reference.ToRows())
        {
            Assert.NotEmpty(expected);
            TableComparison.AssertSame(table, expected, await RowsAsync(trino, table, expected));
        }

        var sql = catalog.GetProperty("questions").EnumerateArray().ToDictionary(each => each.GetProperty("name").GetString()!, each => each.GetProperty("sql").GetString()!);
        await QuestionCase.AssertAnswersAsync(reference, question => trino.QueryAsync(sql[question.Name], Absent));
    }

    private static async Task<List<object?[]>> RowsAsync(TrinoServer trino, string table, List<object?[]> expected)
    {
        string columns = string.Join(", ", ReferenceSchema.Columns[table].Select(column => $"\"{column}\""));
        if (table != "raw")
            return await trino.QueryAsync($"select {columns} from {table}", Microseconds);
        // The events of raw are not projected: a query names one, as its folder does.
        var rows = new List<object?[]>();
        foreach (string name in expected.Select(row => (string)row[1]!).Distinct())
        {
            string folder = LakeLayout.EventFolder(name)["event=".Length..];
            foreach (var row in await trino.QueryAsync($"select {columns} from raw where event = '{folder}'", Microseconds))
                rows.Add([row[0], name, .. row[2..6], ReferenceJson.CanonicalExtra((string?)row[6]), .. row[7..]]);
        }

        return rows;
    }
}
