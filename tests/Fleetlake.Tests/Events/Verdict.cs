using System.Text;
using Fleetlake.Events.Columns;
using Fleetlake.Events.Parsing;
using Fleetlake.Tests.Reference;
using Xunit;

namespace Fleetlake.Tests.Events;

/// <summary>What the parser made of one line.</summary>
/// <param name="Reason">Why it was rejected, or null.</param>
/// <param name="Detail">The member, found and expected, of a rejection.</param>
/// <param name="Raw">Its row in raw, or null.</param>
/// <param name="Extra">The unknown members as they are kept.</param>
/// <param name="Staged">Its staged row, or null.</param>
/// <param name="Unmodelled">Whether it was counted as unmodelled.</param>
internal sealed record Verdict(string? Reason, string? Detail, RawRow? Raw, string? Extra, IReferenceRow? Staged, bool Unmodelled)
{
    private static readonly DateOnly _date = new(2019, 6, 1);

    public static Verdict Of(string line) => Of(Encoding.UTF8.GetBytes(line));

    public static Verdict Of(byte[] line)
    {
        using var batch = new EventBatch(_date);
        Assert.True(new LineParser { Batch = batch }.Parse(line, 0, 1), "the line was blank");
        var rejected = batch.Rejected;
        if (rejected.Count > 0)
            Assert.Equal(line, rejected.Line.Bytes.ToArray());
        return new Verdict(
            rejected.Count == 0 ? null : Assert.Single(rejected.Reason),
            rejected.Count == 0 ? null : Assert.Single(rejected.Detail),
            BatchRows.Raw(batch, _date, [""]).SingleOrDefault(),
            batch.Raw is [var raw] && raw.Extra.Lengths[0] >= 0 ? Encoding.UTF8.GetString(raw.Extra.Bytes) : null,
            BatchRows.Staged(batch).SingleOrDefault(),
            batch.Unmodelled == 1);
    }

    /// <summary>The line is in raw and in staging.</summary>
    public static T Staging<T>(string line)
        where T : IReferenceRow
    {
        var verdict = Of(line);
        Assert.Null(verdict.Detail);
        Assert.NotNull(verdict.Raw);
        return Assert.IsType<T>(verdict.Staged);
    }

    /// <summary>The line has no envelope: it is rejected and not in raw.</summary>
    public static Verdict Refused(string line, string reason) => Refused(Encoding.UTF8.GetBytes(line), reason);

    public static Verdict Refused(byte[] line, string reason)
    {
        var verdict = Of(line);
        Assert.Equal(reason, verdict.Reason);
        Assert.Null(verdict.Raw);
        Assert.Null(verdict.Staged);
        return verdict;
    }

    /// <summary>The envelope is good and the contract is broken: the line is in raw and rejected from staging.</summary>
    public static Verdict Broken(string line, string reason)
    {
        var verdict = Of(line);
        Assert.Equal(reason, verdict.Reason);
        Assert.NotNull(verdict.Raw);
        Assert.Null(verdict.Staged);
        Assert.False(verdict.Unmodelled);
        return verdict;
    }
}
