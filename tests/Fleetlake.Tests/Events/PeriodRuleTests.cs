using Fleetlake.Events.Parsing;
using Fleetlake.Tests.Reference;
using Xunit;
using static Fleetlake.Tests.Events.EventLine;

namespace Fleetlake.Tests.Events;

/// <summary>The rows "create" and "delete" of the contract.</summary>
public sealed class PeriodRuleTests
{
    private const string Six = "\"2019-06-01T06:00:00Z\"";
    private const long SixMicros = 1_559_368_800_000_000;
    private const long NoonMicros = 1_559_390_400_000_000;

    [Fact]
    public void Create_has_a_start_and_a_finish()
    {
        var row = Verdict.Staging<CreateRow>(Period("create", $",\"start\":{Six},\"finish\":{Noon}"));
        Assert.Equal(("p", SixMicros, NoonMicros), (row.OperatingPeriodId, row.Start, row.Finish));
    }

    [Theory]
    [InlineData("", "start", Reason.MissingMember)]
    [InlineData(",\"finish\":" + Noon, "start", Reason.MissingMember)]
    [InlineData(",\"start\":" + Six, "finish", Reason.MissingMember)]
    [InlineData(",\"start\":null,\"finish\":" + Noon, "start", Reason.WrongType)]
    [InlineData(",\"start\":" + Six + ",\"finish\":null", "finish", Reason.WrongType)]
    [InlineData(",\"start\":1559368800,\"finish\":" + Noon, "start", Reason.WrongType)]
    public void Create_without_a_bound_is_rejected(string members, string member, string reason) =>
        Assert.StartsWith($"data.{member}: found ", Verdict.Broken(Period("create", members), reason).Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("", null, null)]
    [InlineData(",\"start\":null,\"finish\":null", null, null)]
    [InlineData(",\"start\":" + Six, SixMicros, null)]
    [InlineData(",\"start\":" + Six + ",\"finish\":null", SixMicros, null)]
    [InlineData(",\"finish\":" + Noon, null, NoonMicros)]
    [InlineData(",\"start\":null,\"finish\":" + Noon, null, NoonMicros)]
    [InlineData(",\"start\":" + Six + ",\"finish\":" + Noon, SixMicros, NoonMicros)]
    public void Delete_may_lack_either_bound(string members, long? start, long? finish)
    {
        var row = Verdict.Staging<DeleteRow>(Period("delete", members));
        Assert.Equal((start, finish), (row.Start, row.Finish));
    }

    [Theory]
    [InlineData(",\"start\":5")]
    [InlineData(",\"finish\":5")]
    [InlineData(",\"start\":" + Six + ",\"finish\":{}")]
    public void Bound_of_a_delete_is_a_timestamp_when_it_is_there(string members) =>
        Verdict.Broken(Period("delete", members), Reason.WrongType);

    [Theory]
    [InlineData("create")]
    [InlineData("delete")]
    public void Period_that_finishes_before_it_starts_is_rejected(string @event)
    {
        var verdict = Verdict.Broken(Period(@event, $",\"finish\":{Six},\"start\":{Noon}"), Reason.FinishBeforeStart);
        Assert.Equal($"data.finish: found {Six} with start {Noon}, expected a finish at or after the start", verdict.Detail);
        Verdict.Broken(Period(@event, """,  "start":"2019-06-01T12:00:00.000001Z","finish":"2019-06-01T12:00:00Z" """), Reason.FinishBeforeStart);
    }

    [Theory]
    [InlineData("create")]
    [InlineData("delete")]
    public void Period_may_finish_at_the_instant_it_starts(string @event)
    {
        Assert.Null(Verdict.Of(Period(@event, $",\"start\":{Noon},\"finish\":{Noon}")).Reason);
        // The instants are compared as they are kept, cut to six decimals, and whatever their offsets.
        Assert.Null(Verdict.Of(Period(@event, """,  "start":"2019-06-01T12:00:00.0000009Z","finish":"2019-06-01T14:00:00+02:00" """)).Reason);
    }
}
