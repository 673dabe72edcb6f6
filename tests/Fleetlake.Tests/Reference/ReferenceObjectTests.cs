using System.IO.Compression;
using System.Text;
using Xunit;
using static Fleetlake.Tests.Reference.ReferenceCase;

namespace Fleetlake.Tests.Reference;

/// <summary>Object names, lines and what is taken in.</summary>
public sealed class ReferenceObjectTests
{
    [Theory]
    [InlineData("2019-06-01-15-17-4-events.json", "UTC", "2019-06-01")]
    [InlineData("data/2019-6-1-0-0-0-events.txt.gz", "UTC", "2019-06-01")]
    [InlineData("2019/06/01/2019-06-01-23-59-59-events.ndjson", "America/Sao_Paulo", "2019-06-02")]
    [InlineData("2019-06-01-00-30-00-events.jsonl", "Europe/Berlin", "2019-05-31")]
    [InlineData("9999-12-31-23-59-59-events.json", "America/Sao_Paulo", null)]
    [InlineData("2019-02-29-00-00-00-events.json", "UTC", null)]
    [InlineData("2019-06-01-24-00-00-events.json", "UTC", null)]
    [InlineData("19-06-01-15-17-4-events.json", "UTC", null)]
    [InlineData("2019-06-01-15-17-004-events.json", "UTC", null)]
    [InlineData("2019-06-01-15-17-4-events.JSON", "UTC", null)]
    [InlineData("2019-06-01-15-17-4-events.csv", "UTC", null)]
    [InlineData("2019-06-01-15-17-4-events.gz", "UTC", null)]
    [InlineData("x2019-06-01-15-17-4-events.json", "UTC", null)]
    [InlineData("2019-06-01-15-17-4-events.json/", "UTC", null)]
    public void Source_date_is_the_utc_day_of_the_name(string key, string timeZone, string? date) =>
        Assert.Equal(
            date is null ? null : DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture),
            ReferenceLake.SourceDate(key, timeZone));

    [Theory]
    [InlineData("2011-12-30-12-00-00-events.json", "Pacific/Apia", "2011-12-30")] // Apia skipped that day: -10:00, not +14:00
    [InlineData("1867-10-19-12-00-00-events.json", "America/Sitka", "1867-10-18")] // Sitka had it twice: +14:58, not -09:01
    public void Time_skipped_or_twice_takes_the_offset_before_the_change(string key, string timeZone, string date) =>
        Source_date_is_the_utc_day_of_the_name(key, timeZone, date);

    [Fact]
    public void Blank_lines_count_and_the_byte_order_mark_does_not()
    {
        string line = Vehicle("update", "1T00:00:00");
        ReferenceTables tables = OfBytes(Encoding.UTF8.GetBytes($"\uFEFF{line}\r\n \t\r\n\n  {line}\t\r\n\uFEFF{line}\nno\r"));
        Assert.Equal([1L, 4L], tables.Raw.Select(row => row.SourceLine));
        Assert.Equal([5L, 6L], tables.Rejected.Select(row => row.SourceLine));
        Assert.Equal("no\r", Encoding.UTF8.GetString(tables.Rejected[1].Line));
    }

    [Fact]
    public void Line_is_at_most_64_mebibytes()
    {
        byte[] line = new byte[(64 * 1024 * 1024) + 1];
        Array.Fill(line, (byte)' ');
        Encoding.UTF8.GetBytes(Vehicle("update", "1T00:00:00")).CopyTo(line, 0);
        Assert.Equal(64 * 1024, Assert.Single(OfBytes(line).Rejected).Line.Length);
        Assert.Single(OfBytes(line[..^1]).Raw);
    }

    [Fact]
    public void Compressed_objects_are_read_and_others_counted()
    {
        using var stored = new MemoryStream();
        using (var gzip = new GZipStream(stored, CompressionMode.Compress))
            gzip.Write(Encoding.UTF8.GetBytes("\uFEFF" + Vehicle("update", "1T00:00:00")));
        ReferenceTables tables = OfObjects([June(1)], ($"{Key}.gz", stored.ToArray()), ("readme.md", [1]), ("x/", []));
        Assert.Single(tables.Raw);
        Assert.Equal(2, tables.IgnoredObjects);
    }

    [Fact]
    public void Same_event_is_twice_in_raw_and_once_in_staging_whatever_its_source_date()
    {
        byte[] one = Encoding.UTF8.GetBytes(Update("1T12:00:00", 1, 2));
        byte[] other = Encoding.UTF8.GetBytes(Update("1T12:00:00", 1.0, 2).Replace("{\"event\"", "{\"new\":1,\"event\"", StringComparison.Ordinal));
        ReferenceTables tables = OfObjects([June(1), June(2)], (Key, one), ("2019-6-2-0-0-0-events.json", other));
        Assert.Equal([June(1), June(2)], tables.Raw.Select(row => row.SourceDate));
        Assert.Equal(June(1), Assert.Single(tables.UpdateEvents).Date);
    }

    [Fact]
    public void Date_that_was_not_run_is_not_taken_in_and_staging_is_by_event_date()
    {
        byte[] first = Encoding.UTF8.GetBytes(Update("2T00:00:00", 1, 1));
        byte[] second = Encoding.UTF8.GetBytes(Update("2T00:00:01", 1, 1));
        ReferenceTables tables = OfObjects([June(1)], (Key, first), ("2019-6-2-0-0-0-events.json", second));
        Assert.Equal(June(1), Assert.Single(tables.Raw).SourceDate);
        Assert.Equal(June(2), Assert.Single(tables.UpdateEvents).Date);
        Assert.Empty(tables.VehiclePositionData);
    }
}
