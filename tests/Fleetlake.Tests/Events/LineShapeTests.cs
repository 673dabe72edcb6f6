using System.Text;
using CsCheck;
using Fleetlake.Events.Columns;
using Fleetlake.Events.Parsing;
using Fleetlake.Tests.Reference;
using Xunit;

namespace Fleetlake.Tests.Events;

/// <summary>Lines that are read by the shapes of others, against the general reader that they stand in for.</summary>
public sealed class LineShapeTests
{
    private const string Key = "2019-6-1-0-0-0-events.json";
    private const string Update =
        """{"event":"update","on":"vehicle","at":"2019-06-01T18:17:10.123Z","data":{"id":"v1","location":{"lat":52.5,"lng":13.25,"at":"2019-06-01T18:17:09.000Z"}},"organization_id":"o"}""";

    private static readonly DateOnly _date = new(2019, 6, 1);

    // Lines of few senders, each with other values, some of which are not what their slot takes, and some broken by chance.
    private static readonly Gen<byte[][]> _feed =
        Gen.Select(Gen.OneOf(LineGen.Any, Gen.Const(Encoding.UTF8.GetBytes(Update))).Array[1, 4], Gen.UInt.Array[20, 120], Variations);

    [Fact]
    public void Shapes_read_what_the_general_reader_reads() =>
        _feed.Sample(
            lines =>
            {
                using var shaped = Parse(lines, learnsShapes: true);
                using var general = Parse(lines, learnsShapes: false);
                Assert.Equal(Describe(general), Describe(shaped));
            },
            iter: 4000, print: lines => string.Join('\n', lines.Select(Encoding.UTF8.GetString)));

    [Fact]
    public void Feeds_of_that_property_are_read_by_shapes_and_by_the_general_reader()
    {
        long lines = 0;
        long byShape = 0;
        _feed.Sample(
            feed =>
            {
                lines += feed.Length;
                byShape += CountsOfShapes([.. feed.Select(Encoding.UTF8.GetString)]);
            },
            iter: 200, threads: 1);
        Assert.InRange(byShape / (double)lines, 0.1, 0.9);
    }

    [Theory]
    [InlineData("18:17:10.123Z", "18:17:10.124Z", true)]
    [InlineData("2019-06-01T18:17:10.123Z", "1987-12-31T23:59:59.999Z", true)]
    [InlineData("2019-06-01T18:17:10.123Z", "2019-06-01t18:17:10+02:00", true)]
    [InlineData("2019-06-01T18:17:10.123Z", "2019-06-01T18:17:60.123Z", false)]
    [InlineData("2019-06-01T18:17:10.123Z", "2019-06-01T24:17:10.123Z", false)]
    [InlineData("2019-06-01T18:17:10.123Z", "2019-06-01T18:17:10.12/Z", false)]
    [InlineData("2019-06-01T18:17:10.123Z", "2019-06-01T18.17:10.123Z", false)]
    [InlineData("2019-06-01T18:17:10.123Z", "2019-06-01T1\u00ff:17:10.123Z", false)]
    [InlineData("52.5", "-0", true)]
    [InlineData("52.5", "12.345678901234567", true)]
    [InlineData("52.5", "1234567890123456789012345678901234567890", false)]
    [InlineData("52.5", "90.00000000000002", false)]
    [InlineData("52.5", "052.5", false)]
    [InlineData("52.5", "52.", false)]
    [InlineData("52.5", "5e1", false)]
    [InlineData("52.5", "-", false)]
    [InlineData("52.5", "\"52.5\"", false)]
    [InlineData("\"v1\"", "\"\"", false)]
    [InlineData("\"v1\"", "\"v\\u0031\"", false)]
    [InlineData("\"v1\"", "\"v\u007f v\"", true)]
    [InlineData("\"v1\"", "\"vé\"", false)]
    [InlineData("\"v1\"", "\"01234567890123456789012345678901234567890123456789\"", true)]
    [InlineData("\"v1\"", "\"0123456789012345678901234567890123456789\u00012345678\"", false)]
    [InlineData("\"o\"}", " \"o\"}", false)]
    [InlineData("\"o\"}", "\"o\"", false)]
    [InlineData("\"lat\"", "\"Lat\"", false)]
    public void A_line_that_differs_in_a_value_alone_is_read_by_the_shape(string from, string to, bool isRead)
    {
        string other = Update.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Update, other);
        var read = CountsOfShapes(Update, other);
        Assert.Equal(isRead ? 1 : 0, read);
    }

    [Theory]
    [InlineData(255, 1)]
    [InlineData(256, 0)]
    public void A_text_may_have_255_bytes(int bytes, int read) =>
        Assert.Equal(read, CountsOfShapes(Update, Update.Replace("v1", new string('v', bytes), StringComparison.Ordinal)));

    [Fact]
    public void A_feed_of_many_shapes_is_read_by_the_commonest_of_them()
    {
        string[] rare = [.. Enumerable.Range(0, 1000).Select(i => Update.Replace("\"lat\"", $"\"rare{i}\":0,\"lat\"", StringComparison.Ordinal))];
        string[] common = [.. Enumerable.Range(0, 10_000).Select(i => i % 10 == 0 ? rare[i / 10] : Update)];
        Assert.InRange(CountsOfShapes(common), 8_900, 9_000);
    }

    private static long CountsOfShapes(params string[] lines)
    {
        using var batch = new EventBatch(_date);
        var parser = new LineParser { Batch = batch };
        foreach (string line in lines)
            parser.Parse(Encoding.UTF8.GetBytes(line), 0, 1);
        return parser.LinesByShape;
    }

    private static byte[][] Variations(byte[][] kinds, uint[] seeds) => [.. seeds.Select(seed => Vary(kinds[seed % kinds.Length], new Random((int)(seed >> 3))))];

    private static byte[] Vary(byte[] line, Random random)
    {
        List<byte> bytes = [.. line];
        int changes = random.Next(6);
        for (int i = 0; i < changes && bytes.Count > 0; i++)
        {
            int at = random.Next(bytes.Count);
            if (char.IsAsciiDigit((char)bytes[at]))
                bytes[at] = (byte)('0' + random.Next(10));
            else if (random.Next(4) == 0)
                bytes[at] = "0\"\\,:. }-Zeé"u8[random.Next(13)];
            else if (random.Next(4) == 0)
                bytes.Insert(at, (byte)('0' + random.Next(10)));
        }

        return [.. bytes];
    }

    private static EventBatch Parse(byte[][] lines, bool learnsShapes)
    {
        var batch = new EventBatch(_date);
        var parser = new LineParser { Batch = batch, LearnsShapes = learnsShapes };
        for (int i = 0; i < lines.Length; i++)
            parser.Parse(lines[i], 0, i + 1);
        return batch;
    }

    private static string Describe(EventBatch batch) => string.Join(
        '\n',
        [
            .. BatchRows.Raw(batch, _date, [Key]).Select(row => string.Join('|', row.Cells())).Order(StringComparer.Ordinal),
            .. BatchRows.Staged(batch).Select(row => TableText.Line(BatchRows.Table(row), row.Cells())).Order(StringComparer.Ordinal),
            .. BatchRows.Rejected(batch, _date, [Key]).Select(row => $"{row.SourceLine} {row.Reason} {Convert.ToHexString(row.Line)}"),
            $"{batch.Unmodelled}",
        ]);
}
