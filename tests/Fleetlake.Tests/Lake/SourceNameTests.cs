using Fleetlake.Lake.Source;
using NodaTime;
using Xunit;

namespace Fleetlake.Tests.Lake;

public sealed class SourceNameTests
{
    [Theory]
    [InlineData("2019-06-01-15-17-4-events.json", false)]
    [InlineData("2019-6-1-15-17-04-events.txt", false)]
    [InlineData("2019-06-1-15-17-4-events.ndjson", false)]
    [InlineData("2019-6-01-15-17-4-events.jsonl", false)]
    [InlineData("2019-06-01-15-17-4-events.json.gz", true)]
    [InlineData("2019-06-01-15-17-4-events.txt.gz", true)]
    [InlineData("2019-06-01-15-17-4-events.ndjson.gz", true)]
    [InlineData("2019-06-01-15-17-4-events.jsonl.gz", true)]
    [InlineData("data/2019-06-01-15-17-4-events.json", false)]
    [InlineData("2019/06/01/15/17/2019-06-01-15-17-4-events.txt", false)]
    [InlineData("any/2020-01-01-00-00-00-events.json/2019-06-01-15-17-4-events.txt", false)]
    public void Name_of_an_event_file_is_read_in_all_its_spellings(string key, bool isCompressed)
    {
        Assert.True(SourceName.TryParse(key, out var time, out bool compressed));
        Assert.Equal(new LocalDateTime(2019, 6, 1, 15, 17, 4), time);
        Assert.Equal(isCompressed, compressed);
    }

    [Theory]
    [InlineData("0001-1-1-0-0-0-events.json")]
    [InlineData("2020-2-29-23-59-59-events.json")]
    public void First_and_last_of_every_field_are_names(string key) => Assert.True(SourceName.TryParse(key, out _, out _));

    [Theory]
    [InlineData("")]
    [InlineData("readme.md")]
    [InlineData("events.json")]
    [InlineData("2019-06-01-15-17-4-events.json/")]
    [InlineData("2019-06-01-15-17-events.json")]
    [InlineData("2019-06-01-15-17-4-5-events.json")]
    [InlineData("2019-06-01-15-17-4-event.json")]
    [InlineData("2019-06-01-15-17-4-Events.json")]
    [InlineData("2019-06-01-15-17-4-events.JSON")]
    [InlineData("2019-06-01-15-17-4-events.json.GZ")]
    [InlineData("2019-06-01-15-17-4-events.json.gz.gz")]
    [InlineData("2019-06-01-15-17-4-events.json.gz2")]
    [InlineData("2019-06-01-15-17-4-events.json.tmp")]
    [InlineData("2019-06-01-15-17-4-events.gz")]
    [InlineData("2019-06-01-15-17-4-events.csv")]
    [InlineData("2019-06-01-15-17-4-events")]
    [InlineData("2019-06-01-15-17-4-.json")]
    [InlineData("2019-06-01T15-17-4-events.json")]
    [InlineData("2019_06_01_15_17_4_events.json")]
    [InlineData("x2019-06-01-15-17-4-events.json")]
    [InlineData(" 2019-06-01-15-17-4-events.json")]
    [InlineData("19-06-01-15-17-4-events.json")]
    [InlineData("02019-06-01-15-17-4-events.json")]
    [InlineData("2019-006-01-15-17-4-events.json")]
    [InlineData("2019-06-001-15-17-4-events.json")]
    [InlineData("2019-06-01-015-17-4-events.json")]
    [InlineData("2019-06-01-15-17-004-events.json")]
    [InlineData("2019--6-01-15-17-4-events.json")]
    [InlineData("2019-+6-01-15-17-4-events.json")]
    [InlineData("2019-06-01-15-17--events.json")]
    [InlineData("2019-06-٠١-15-17-4-events.json")]
    [InlineData("2019-00-01-15-17-4-events.json")]
    [InlineData("2019-13-01-15-17-4-events.json")]
    [InlineData("2019-06-00-15-17-4-events.json")]
    [InlineData("2019-06-31-15-17-4-events.json")]
    [InlineData("2019-02-29-15-17-4-events.json")]
    [InlineData("2019-06-01-24-00-0-events.json")]
    [InlineData("2019-06-01-15-60-4-events.json")]
    [InlineData("2019-06-01-15-17-60-events.json")]
    [InlineData("0000-06-01-15-17-4-events.json")]
    public void Any_other_name_is_no_event_file(string key) => Assert.False(SourceName.TryParse(key, out _, out _));
}
