using CsCheck;
using Fleetlake.Lake.Source;
using Fleetlake.Lake.Stores.S3;
using Xunit;

namespace Fleetlake.Tests.Lake.S3;

public sealed class S3ListingTests
{
    private static readonly DateOnly Day = new(2019, 6, 1);

    [Fact]
    public void Every_key_behind_another_is_in_one_range_which_is_listed_from_before_it() => Gen
        .Select(Gen.String[Gen.Char["-/0123456789azé"], 0, 4], Gen.String[Gen.Char["-/0123456789azé"], 0, 4])
        .Where((first, other) => string.CompareOrdinal(first, other) < 0)
        .Sample((first, other) =>
        {
            var ranges = KeyRanges.Behind("d-", "d-" + first).ToList();
            var holding = Assert.Single(ranges, range => range.Holds("d-" + other) && string.CompareOrdinal(range.After, "d-" + other) < 0);
            Assert.DoesNotContain(ranges, range => range != holding && range.Holds("d-" + other) && string.CompareOrdinal(range.After, "d-" + other) < 0);
        });

    [Theory]
    [InlineData("yyyy-M-d-H-m-s")]
    [InlineData("yyyy-MM-dd-HH-mm-ss")]
    [InlineData("yyyy'/'MM'/'dd'/'HH'/'mm'/'yyyy-MM-dd-HH-mm-ss")]
    public async Task Day_of_several_pages_is_listed_whole_and_once(string layout)
    {
        await using var bucket = await TestBucket.CreateAsync();
        var expected = new HashSet<string>();
        for (int i = 0; i < 1150; i++)
        {
            var time = Day.ToDateTime(TimeOnly.MinValue).AddSeconds(i * 75);
            expected.Add($"{time.ToString(layout, System.Globalization.CultureInfo.InvariantCulture)}-events.json");
        }

        string prefix = layout.Contains('/', StringComparison.Ordinal) ? "2019/06/01/" : layout[5] == 'M' && layout[6] == 'M' ? "2019-06-01-" : "2019-6-1-";
        string[] others = [$"{prefix}readme", $"{prefix}0", $"{prefix}1", $"{prefix}12", $"{prefix}9z", $"{prefix}~", $"{prefix}é"];
        var store = bucket.Store("feed/");
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(expected.Concat(others), parallel, async (key, cancellation) =>
            await store.PutAsync(key, "{}"u8.ToArray(), default, cancellation));

        var listing = await new EventSource(store, SourceClock.Find("UTC")!).ListAsync(Day, TestContext.Current.CancellationToken);

        Assert.Equal(expected.Order(StringComparer.Ordinal), listing.Objects.Select(found => found.Key).Order(StringComparer.Ordinal));
        Assert.Equal(others.Length, listing.Ignored);
    }
}
