using System.Globalization;
using System.Text;
using CsCheck;
using Fleetlake.Lake;
using Xunit;

namespace Fleetlake.Tests.Lake;

public sealed class LakeLayoutTests
{
    private static readonly DateOnly _first = new(2019, 6, 1);
    private static readonly DateOnly _second = new(2019, 6, 2);

    [Fact]
    public void Names_are_as_the_design_says()
    {
        Assert.Equal("date=2019-06-01/event=update/part-00000.parquet", LakeLayout.RawPart(_first, "update"));
        Assert.Equal("_manifests/date=2019-06-01.json", LakeLayout.Manifest(_first));
        Assert.Equal("_objects/date=2019-06-01/objects.parquet", LakeLayout.Objects(_first));
        Assert.Equal("_touched/date=2019-06-02/2019-06-01", LakeLayout.Touched(_second, _first));
        Assert.Equal("_runs/date=2019-06-01/r.json", LakeLayout.Run(_first, "r"));
        Assert.Equal("update_events/date=2019-06-01/part-00000.parquet", LakeLayout.StagedPart("update_events", _first));
        Assert.StartsWith(LakeLayout.RawPrefix(_first), LakeLayout.RawPart(_first, "x"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("update", "event=update")]
    [InlineData("../../x", "event=..%2F..%2Fx")]
    [InlineData("a=b/c", "event=a%3Db%2Fc")]
    [InlineData("100%", "event=100%25")]
    [InlineData("%2F", "event=%252F")]
    [InlineData("a\\b", "event=a%5Cb")]
    [InlineData("a\nb\u0001\u007f", "event=a%0Ab%01%7F")]
    [InlineData(".", "event=.")]
    [InlineData("Überholen 🚗", "event=Überholen 🚗")]
    public void Event_folder_escapes_what_hive_escapes(string name, string folder) => Assert.Equal(folder, LakeLayout.EventFolder(name));

    [Fact]
    public void Event_folder_is_a_single_folder_of_at_most_255_bytes_and_tells_names_apart()
    {
        var unit = Gen.OneOf<string>(Gen.OneOf("/", "..", "%", "=", "~", "\\", "a", "A", "é", "🚗", "\u0001", "\u007f", "%2F", " ", "."), Gen.Char['\u0001', '\ud7ff'].Select(c => c.ToString()));
        var name = Gen.Select(unit.Array[1, 30], Gen.Int[1, 60], (parts, times) =>
                Cut(string.Concat(Enumerable.Repeat(string.Concat(parts), times)), 255)).Where(text => text.Length > 0);
        Gen.Select(name, name).Sample(
            (one, other) =>
            {
                foreach (string each in new[] { one, other })
                {
                    string folder = LakeLayout.EventFolder(each);
                    Assert.Equal(folder, LakeLayout.EventFolder(each));
                    Assert.StartsWith("event=", folder, StringComparison.Ordinal);
                    Assert.InRange(Encoding.UTF8.GetByteCount(folder), 7, 255);
                    Assert.DoesNotContain(folder, c => c is '/' or '\\' or < ' ' or '\u007f');
                    string root = Path.GetFullPath("root");
                    Assert.Equal(Path.Combine(root, "date=2019-06-01", folder), Path.GetDirectoryName(Path.GetFullPath(Path.Combine(root, LakeLayout.RawPart(_first, each)))));
                    if (!folder.Contains('~', StringComparison.Ordinal))
                        Assert.Equal(each, Uri.UnescapeDataString(folder["event=".Length..]));
                }

                Assert.Equal(one == other, LakeLayout.EventFolder(one) == LakeLayout.EventFolder(other));
            },
            iter: 2000);
    }

    [Fact]
    public void Long_names_that_begin_alike_have_folders_of_their_own()
    {
        string begin = new('/', 250);
        string one = LakeLayout.EventFolder(begin + "a");
        string other = LakeLayout.EventFolder(begin + "b");
        Assert.NotEqual(one, other);
        Assert.StartsWith("event=%2F%2F", one, StringComparison.Ordinal);
        Assert.Equal(255, one.Length);
        // 249 bytes are the longest that stand as they are.
        Assert.Equal("event=" + new string('a', 249), LakeLayout.EventFolder(new string('a', 249)));
        Assert.NotEqual("event=" + new string('a', 250), LakeLayout.EventFolder(new string('a', 250)));
    }

    [Fact]
    public void Name_that_looks_like_a_shortened_one_has_a_folder_of_its_own()
    {
        string shortened = LakeLayout.EventFolder(new string('a', 255));
        Assert.NotEqual(shortened, LakeLayout.EventFolder(shortened["event=".Length..]));
    }

    [Fact]
    public void What_is_printed_is_parsed() =>
        Gen.Select(Gen.Date, Gen.Date).Sample(
            (one, other) =>
            {
                var (eventDate, sourceDate) = (DateOnly.FromDateTime(one), DateOnly.FromDateTime(other));
                Assert.True(LakeLayout.TryParseDate(LakeLayout.Date(eventDate), out var date));
                Assert.Equal(eventDate, date);
                Assert.True(LakeLayout.TryParseManifest(LakeLayout.Manifest(sourceDate), out date));
                Assert.Equal(sourceDate, date);
                Assert.True(LakeLayout.TryParseTouched(LakeLayout.Touched(eventDate, sourceDate), out date, out var source));
                Assert.Equal((eventDate, sourceDate), (date, source));
            });

    [Theory]
    [InlineData("_manifests/date=2019-06-01.json.tmp")]
    [InlineData("_manifests/date=2019-06-31.json")]
    [InlineData("_manifests/date=2019-6-1.json")]
    [InlineData("_manifests/2019-06-01.json")]
    [InlineData("_objects/date=2019-06-01.json")]
    [InlineData("_manifests/")]
    public void Key_of_something_else_is_no_manifest(string key) => Assert.False(LakeLayout.TryParseManifest(key, out _));

    [Theory]
    [InlineData("_touched/date=2019-06-01")]
    [InlineData("_touched/date=2019-06-01/")]
    [InlineData("_touched/2019-06-01/2019-06-01")]
    [InlineData("_touched/date=2019-06-01/2019-06-01/x")]
    [InlineData("_touched/date=2019-06-01/x2019-06-01")]
    public void Key_of_something_else_is_no_mark(string key) => Assert.False(LakeLayout.TryParseTouched(key, out _, out _));

    [Fact]
    public void Dates_are_of_the_gregorian_calendar_whatever_the_culture() =>
        Assert.Equal("2019-06-01", LakeLayout.Date(DateOnly.ParseExact("20190601", "yyyyMMdd", CultureInfo.InvariantCulture)));

    // As many whole characters as fit into so many bytes.
    private static string Cut(string text, int bytes)
    {
        var cut = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0)
                break;
            cut.Append(rune);
        }

        return cut.ToString();
    }
}
