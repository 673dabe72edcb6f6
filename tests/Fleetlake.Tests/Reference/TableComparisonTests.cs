using Xunit;
using static Fleetlake.Tests.Reference.ReferenceCase;

namespace Fleetlake.Tests.Reference;

public sealed class TableComparisonTests
{
    private static readonly object?[] _row = [June(1), "v", "o", 2L, 1000.0];

    [Fact]
    public void Order_and_the_last_digits_of_metres_do_not_matter() => TableComparison.AssertSame(
        "vehicle_daily_distance",
        [_row, [June(1), "V", "o", 1L, 0.0]],
        [[June(1), "V", "o", 1, 1e-7], [June(1), "v", "o", 2, 1000.0 * (1 + 5e-10)]]);

    [Fact]
    public void Missing_unexpected_and_differing_rows_are_named()
    {
        string message = Assert.ThrowsAny<Exception>(() => TableComparison.AssertSame(
            "vehicle_daily_distance",
            [_row, [June(1), "a", "o", 1L, 0.0]],
            [[June(1), "v", "o", 2L, 1000.1], [June(1), "w", "o", 1L, 0.0]])).Message;
        Assert.Contains("vehicle_daily_distance: expected 2 rows, found 2; 3 differ.", message, StringComparison.Ordinal);
        Assert.Contains("missing:    date=2019-06-01 vehicle_id='a'", message, StringComparison.Ordinal);
        Assert.Contains("found:      date=2019-06-01 vehicle_id='v' organization_id='o' positions=2 driven_meters=1000.1", message, StringComparison.Ordinal);
        Assert.Contains("unexpected: date=2019-06-01 vehicle_id='w'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_that_comes_twice_is_not_a_row_that_comes_once() => Assert.ThrowsAny<Exception>(() =>
        TableComparison.AssertSame("vehicle_daily_distance", [_row, _row], [_row]));

    [Fact]
    public void Minus_zero_is_not_zero() => Assert.ThrowsAny<Exception>(() => TableComparison.AssertSame(
        "vehicle_position_data",
        [[June(1), "v", 0L, 0.0, 0.0, 0.0, null, "o"]],
        [[June(1), "v", 0L, -0.0, 0.0, 0.0, null, "o"]]));

    [Fact]
    public void Every_table_of_a_lake_is_the_same_as_itself()
    {
        ReferenceTables tables = Of(
            Vehicle("register", "1T00:00:00"), Update("1T01:00:00", 1, 1), Vehicle("update", "1T02:00:00"),
            Vehicle("deregister", "1T03:00:00"), Period("create", "1T00:00:00", "1T00:00:00", "1T05:00:00"),
            Period("delete", "1T00:00:00", "1T00:00:00", "1T05:00:00"), "broken");
        TableComparison.AssertSame(tables, table => tables.ToRows()[table]);
        Assert.Equal(
            ["date=2019-06-01 vehicle_id='v' registered_at=2019-06-01T00:00:00.000000Z organization_id='o'"],
            TableText.Lines("register_events", tables.ToRows()["register_events"]));
    }

    [Theory]
    [InlineData("""{"b":1, "a" : "\u0031" ,"b":[ 2 ]}""", """{"a":"\u0031","b":[ 2 ]}""")]
    [InlineData("""{"\ud800":1}""", """{"\ud800":1}""")]
    [InlineData("{}", "{}")]
    [InlineData(null, null)]
    public void Extra_is_compared_by_sorted_names_and_values_as_they_came(string? json, string? canonical) =>
        Assert.Equal(canonical, ReferenceJson.CanonicalExtra(json));
}
