using Fleetlake.Events.Contracts;
using Fleetlake.Lake;
using Fleetlake.Lake.Raw;
using Fleetlake.Lake.Source;
using Fleetlake.Lake.State;

namespace Fleetlake.Pipeline.Steps;

/// <summary>
/// Takes the objects of the source date into raw and judges every line. What has not changed since the last commit is left
/// alone; the rows of objects that are gone are carried over from that commit.
/// </summary>
internal sealed class ExtractStep : IStep
{
    public async Task<StepOutcome> RunAsync(DayContext day, CancellationToken cancellation)
    {
        var work = day.Workspace;
        var listing = await work.Source.ListAsync(day.Date, cancellation);
        await work.Lake.SweepAsync(DataLake.Owner(day.Date), cancellation);
        var previous = await PreviousAsync(day, cancellation);
        var mends = await MendedLines.ReadAsync(work.Lake.Raw, day.Date, cancellation);
        if (!day.Force && previous is not null && IsCurrent(previous, listing, mends, day.Prune))
            return await UnchangedAsync(day, previous, cancellation);

        var (gone, warning) = day.Prune ? ([], null) : await GoneAsync(day, listing, cancellation);
        await using var extraction = new Extraction(day, previous, mends)
        {
            Present = listing.Objects,
            Carried = gone,
            Warning = warning,
        };
        await extraction.ReadAsync(cancellation);
        var state = new ListingState(
            listing.Digest, listing.Objects.Count, listing.TotalBytes, listing.Ignored, work.Source.Clock.ZoneId);
        var commit = await extraction.CommitAsync(state, gone.Count, cancellation);
        RejectedShare.EnsureAtMost(work.MaxRejectedShare, commit);
        return Outcome(commit) with { IsChanged = true, Note = Note(commit, extraction.Warning) };
    }

    /// <summary>True when the commit was made of this listing under the present rules.</summary>
    public static bool IsCurrent(Manifest commit, SourceListing listing, MendedLines mends, bool prune) =>
        commit.Listing.Digest == listing.Digest && commit.ContractVersion == EventContracts.Version
        && commit.Mends == mends.Digest && !(prune && commit.CarriedObjects > 0);

    public static StepOutcome Outcome(Manifest commit) => new()
    {
        Rows = commit.Totals.Raw,
        Bytes = commit.Listing.Bytes,
        Rejected = commit.Totals.Rejected,
        Dates = [.. commit.Touched.Keys.Order()],
        Note = Note(commit, warning: null),
    };

    private static string Note(Manifest commit, string? warning)
    {
        var notes = new List<string> { $"{commit.Listing.Objects:N0} objects" };
        if (commit.IsPartial)
            notes.Add("partial: the day is not over");
        if (commit.CarriedObjects > 0)
            notes.Add($"{commit.CarriedObjects:N0} gone from the source and kept");
        if (commit.Totals.Unmodelled > 0)
            notes.Add($"{commit.Totals.Unmodelled:N0} rows nobody modelled");
        if (commit.Listing.Ignored > 0)
            notes.Add($"{commit.Listing.Ignored:N0} objects are no event files");
        if (warning is not null)
            notes.Add(warning);
        return string.Join(", ", notes);
    }

    private static async Task<Manifest?> PreviousAsync(DayContext day, CancellationToken cancellation)
    {
        try
        {
            return await day.Workspace.Commits.FindAsync(day.Date, cancellation);
        }
        catch (CorruptObjectException) when (day.Force)
        {
            // Nothing is lost with it: the objects, the marks and the parts say the same.
            return null;
        }
    }

    private static async Task<StepOutcome> UnchangedAsync(DayContext day, Manifest commit, CancellationToken cancellation)
    {
        if (commit.IsPartial && !Extraction.IsPartial(day))
        {
            // The day is over now and nothing more has come: only the mark goes.
            commit = commit with { IsPartial = false, CommittedAt = day.Workspace.Time.GetUtcNow() };
            await day.Workspace.Commits.WriteAsync(commit, cancellation);
        }

        RejectedShare.EnsureAtMost(day.Workspace.MaxRejectedShare, commit);
        return Outcome(commit);
    }

    private static async Task<(IReadOnlyList<TakenObject> Objects, string? Warning)> GoneAsync(DayContext day, SourceListing listing, CancellationToken cancellation)
    {
        try
        {
            var taken = await ObjectsFile.ReadAsync(day.Workspace.Lake.Raw, day.Date, cancellation);
            if (taken.Count == 0)
                return ([], null);
            var present = listing.Objects.Select(file => file.Key).ToHashSet(StringComparer.Ordinal);
            return ([.. taken.Where(file => !present.Contains(file.Object.Key))], null);
        }
        catch (CorruptObjectException fault) when (day.Force)
        {
            return ([], Extraction.NotKept(fault));
        }
    }
}
