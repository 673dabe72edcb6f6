using System.Globalization;
using Fleetlake.Lake;
using Fleetlake.Lake.State;

namespace Fleetlake.Pipeline.Steps;

/// <summary>A day of which too much is rejected is a fault of its feed that somebody has to look at.</summary>
internal static class RejectedShare
{
    private const int NamedReasons = 3;

    /// <exception cref="PipelineException">More than the greatest share of the day's lines is rejected.</exception>
    public static void EnsureAtMost(double maxShare, Manifest commit)
    {
        var totals = commit.Totals;
        if (totals.Rejected <= maxShare * totals.Lines)
            return;
        var reasons = commit.Reasons.OrderByDescending(reason => reason.Value).Take(NamedReasons)
            .Select(reason => string.Create(CultureInfo.InvariantCulture, $"{reason.Key} {reason.Value:N0}"));
        string date = LakeLayout.Date(commit.Date);
        throw new PipelineException(
            FaultKind.Failed,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{date}: {totals.Rejected:N0} of {totals.Lines:N0} lines are rejected ({(double)totals.Rejected / totals.Lines:P0}), expected at most {maxShare:P0} (source.maxRejectedShare). Commonest: {string.Join(", ", reasons)}. See `fleetlake rejects list --date {date}`."));
    }
}
