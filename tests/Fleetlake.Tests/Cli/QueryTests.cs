using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Fleetlake.Tests.Cli;

/// <summary>What <c>fleetlake query</c> prints, to the byte.</summary>
public sealed class QueryTests(QueryTests.Warehouse warehouse) : IClassFixture<QueryTests.Warehouse>
{
    [Fact]
    public async Task Csv_is_as_rfc_4180_says()
    {
        string csv = await Csv("""
            select * from (values
              (1, 'plain', null),
              (2, 'a,b', ''),
              (3, 'say "hi"', E'two\nlines'),
              (4, E'carriage\rreturn', ' spaces ')) as t("n o", "quote""d", c)
            """);

        Assert.Equal(
            "n o,\"quote\"\"d\",c\r\n" +
            "1,plain,\r\n" +
            "2,\"a,b\",\"\"\r\n" +
            "3,\"say \"\"hi\"\"\",\"two\nlines\"\r\n" +
            "4,\"carriage\rreturn\", spaces \r\n",
            csv);
    }

    [Fact]
    public async Task Csv_without_rows_is_its_header() =>
        Assert.Equal("a,b\r\n", await Csv("select 1 as a, 2 as b where false"));

    [Theory]
    [InlineData("updated_at from update_events order by updated_at limit 1", "2019-06-01T18:17:10.123000Z")]
    [InlineData("date from update_events limit 1", "2019-06-01")]
    [InlineData("timestamp '2019-06-01 18:17:10'", "2019-06-01T18:17:10.000000Z")]
    [InlineData("timestamptz '2019-06-01 18:17:10.000001+02'", "2019-06-01T16:17:10.000001Z")]
    [InlineData("timestamp '1899-12-31 23:59:59.999999'", "1899-12-31T23:59:59.999999Z")]
    [InlineData("time '18:17:10.5'", "18:17:10.500000")]
    [InlineData("true", "true")]
    [InlineData("null", "")]
    [InlineData("1::tinyint", "1")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("sum(x) from (values (9223372036854775807), (1)) as t(x)", "9223372036854775808")]
    [InlineData("0.1::double + 0.2::double", "0.30000000000000004")]
    [InlineData("1::double", "1")]
    [InlineData("1e300::double", "1E+300")]
    [InlineData("'nan'::double", "NaN")]
    [InlineData("'infinity'::double", "Infinity")]
    [InlineData("1.50::decimal(10, 2)", "1.50")]
    [InlineData("'ß 🚚'", "ß 🚚")]
    [InlineData("[1, 2, 3]", "\"[1, 2, 3]\"")]
    [InlineData("{'a': 1, 'b': 'x'}", "\"{a: 1, b: x}\"")]
    [InlineData("map {'a': 1}", "{a: 1}")]
    [InlineData("interval 90 minute", "01:30:00")]
    [InlineData("'5b8f2f9e-5f0f-4d0f-9d9e-5b8f2f9e5f0f'::uuid", "5b8f2f9e-5f0f-4d0f-9d9e-5b8f2f9e5f0f")]
    [InlineData("'abc'::blob", "abc")]
    [InlineData("'\\xFF\\x41'::blob", "\\xFFA")]
    public async Task A_value_is_the_same_text_everywhere(string expression, string text) =>
        Assert.Equal($"{text}\r\n", (await Csv($"select {expression}")).Split("\r\n", 2)[1]);

    [Fact]
    public async Task A_value_that_the_driver_has_no_type_for_names_its_column() =>
        (await warehouse.Sandbox.Run("query", "select [1, null] as odd")).Exits(2).SaysItPlainly().Says("The column odd cannot be read", "Cast it to varchar");

    [Fact]
    public async Task Doubles_come_back_as_they_were_whatever_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
        try
        {
            Assert.Equal("x\r\n-1234.5\r\n", await Csv("select -1234.5::double as x"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task Json_has_an_object_a_row()
    {
        string json = await Json("select vehicle_id, updated_at, lat, null as nothing, true as flag, 'ä \"q\"' as word from update_events order by updated_at limit 1");

        Assert.Equal(
            """
            [
              {"vehicle_id":"v_1","updated_at":"2019-06-01T18:17:10.123000Z","lat":52,"nothing":null,"flag":true,"word":"ä \"q\""}
            ]

            """.ReplaceLineEndings("\n"),
            json);
    }

    [Fact]
    public async Task Json_of_many_rows_is_one_array_and_of_none_an_empty_one()
    {
        using var many = JsonDocument.Parse(await Json("select i from range(3) as t(i)"));

        Assert.Equal([0, 1, 2], many.RootElement.EnumerateArray().Select(row => row.GetProperty("i").GetInt64()));
        Assert.Equal("[]\n", await Json("select 1 as a where false"));
    }

    [Fact]
    public async Task Json_has_null_for_numbers_that_json_does_not_know() =>
        Assert.Equal("[\n  {\"a\":null,\"b\":null,\"c\":1E+300}\n]\n", await Json("select 'nan'::double as a, '-infinity'::double as b, 1e300::double as c"));

    [Fact]
    public async Task A_table_is_for_people()
    {
        string table = (await warehouse.Sandbox.Run("query", "select vehicle_id, lat, updated_at, null as nothing, '[x] a' as word from update_events order by updated_at limit 2")).Exits(0).PlainOutput;

        Assert.Equal(
            """
              vehicle_id     lat   updated_at                    nothing   word
            ──────────────────────────────────────────────────────────────────────
              v_1             52   2019-06-01T18:17:10.123000Z             [x] a
              v_1          52.01   2019-06-01T18:18:10.000000Z             [x] a
            """.ReplaceLineEndings("\n"),
            table);
    }

    [Fact]
    public async Task A_table_without_rows_has_its_head() =>
        Assert.StartsWith("  a   b", (await warehouse.Sandbox.Run("query", "select 1 as a, 2 as b where false")).Exits(0).PlainOutput, StringComparison.Ordinal);

    [Fact]
    public async Task A_long_table_is_cut_and_says_so_but_csv_is_whole()
    {
        var table = (await warehouse.Sandbox.Run("query", "select i from range(1500) as t(i)")).Exits(0).Says("The first 1,000 rows");

        Assert.Equal(1002, table.PlainOutput.Split('\n').Length);
        Assert.Equal(1502, (await Csv("select i from range(1500) as t(i)")).Split("\r\n").Length);
    }

    private async Task<string> Csv(string sql)
    {
        var result = (await warehouse.Sandbox.Run("query", sql, "--format", "csv")).Exits(0);
        Assert.Empty(result.Error);
        return result.Output;
    }

    private async Task<string> Json(string sql) => (await warehouse.Sandbox.Run("query", sql, "--format", "json")).Exits(0).Output;

    /// <summary>A day that has been run once for all of these tests.</summary>
    public sealed class Warehouse : IAsyncLifetime
    {
        internal Sandbox Sandbox { get; } = Sandbox.WithDay();

        public async ValueTask InitializeAsync() => (await Sandbox.RunDay()).Exits(0);

        public ValueTask DisposeAsync()
        {
            Sandbox.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
