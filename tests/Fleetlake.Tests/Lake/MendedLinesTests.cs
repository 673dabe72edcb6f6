using System.Text;
using Fleetlake.Lake;
using Fleetlake.Lake.State;
using Xunit;

namespace Fleetlake.Tests.Lake;

public sealed class MendedLinesTests : IDisposable
{
    private static readonly DateOnly _date = new(2019, 6, 1);
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Mends_are_read_as_they_were_written()
    {
        var mends = new MendedLines();
        string odd = "{\"a\":\"é 🚗 \\n \u2028 \r\t\u0000 <>&'\"}";
        byte[] broken = [0xFF, (byte)'{', 0];
        mends.Add(Mend("b.json", broken, odd));
        mends.Add(Mend("a.json", broken, "{}"));
        mends.Add(Mend("a.json", "other"u8, "{\"x\":1}"));
        await mends.WriteAsync(_folder.Store, _date, Cancellation);

        var read = await MendedLines.ReadAsync(_folder.Store, _date, Cancellation);
        Assert.Equal(odd, Encoding.UTF8.GetString(read.Find("b.json", broken)!));
        Assert.Equal("{}"u8.ToArray(), read.Find("a.json", broken));
        Assert.Equal("{\"x\":1}"u8.ToArray(), read.Find("a.json", "other"u8));
        Assert.Null(read.Find("a.json", "unknown"u8));
        Assert.Null(read.Find("c.json", broken));
        Assert.Equal(mends.Digest, read.Digest);
        Assert.Equal(3, File.ReadAllLines(_folder.At("_mends/date=2019-06-01.jsonl")).Length);
    }

    [Fact]
    public async Task Day_without_mends_has_none()
    {
        var mends = await MendedLines.ReadAsync(_folder.Store, _date, Cancellation);
        Assert.True(mends.IsEmpty);
        Assert.Equal("", mends.Digest);
    }

    [Fact]
    public void Later_mend_of_a_line_takes_the_place_of_the_earlier_and_the_order_of_the_rest_does_not_matter()
    {
        var one = new MendedLines();
        one.Add(Mend("a.json", "x"u8, "1"));
        one.Add(Mend("a.json", "y"u8, "2"));
        one.Add(Mend("a.json", "x"u8, "3"));
        var other = new MendedLines();
        other.Add(Mend("a.json", "x"u8, "3"));
        string before = other.Digest;
        other.Add(Mend("a.json", "y"u8, "2"));
        Assert.NotEqual(before, other.Digest);
        Assert.Equal("3"u8.ToArray(), one.Find("a.json", "x"u8));
        Assert.Equal(one.Digest, other.Digest);
    }

    [Theory]
    [InlineData("no")]
    [InlineData("\n")]
    [InlineData("null\n")]
    [InlineData("{}\n")]
    [InlineData("{\"source_object\":\"a\",\"was_sha256\":\"b\"}\n")]
    [InlineData("{\"source_object\":null,\"was_sha256\":\"b\",\"line\":\"c\"}\n")]
    [InlineData("{\"source_object\":\"a\",\"was_sha256\":\"b\",\"line\":\"c\"")]
    [InlineData("[]")]
    public async Task File_that_is_not_of_mended_lines_is_corrupt_and_named(string content)
    {
        string path = _folder.Write("_mends/date=2019-06-01.jsonl", content);
        var fault = await Assert.ThrowsAsync<CorruptObjectException>(() => MendedLines.ReadAsync(_folder.Store, _date, Cancellation));
        Assert.StartsWith($"{path} is corrupt: ", fault.Message, StringComparison.Ordinal);
    }

    private static MendedLine Mend(string sourceObject, ReadOnlySpan<byte> was, string line) =>
        new(sourceObject, MendedLines.HashOf(was), line);
}
