namespace Fleetlake.Tests.Reference;

/// <summary>
/// Every table from the event files by dictionaries, lists and loops: an independent reading of the design that the
/// product is compared with, so nothing of the product is used here. Where the design leaves a choice, the comment at
/// the place begins with "Interpretation".
/// </summary>
public static class ReferenceLake
{
    /// <summary>What the tables hold once <paramref name="runDates"/> have been run over <paramref name="objects"/>.</summary>
    /// <param name="objects">Key, with slashes, to the bytes as stored.</param>
    /// <param name="runDates">
    /// The source dates that have been run: objects of others have not been taken in, and models have no rows for others.
    /// Interpretation: whether a run failed for its share of rejected lines is for the caller to know.
    /// </param>
    /// <param name="options">The clock of the object names.</param>
    public static ReferenceTables Compute(
        IReadOnlyDictionary<string, byte[]> objects, IReadOnlyCollection<DateOnly> runDates, ReferenceOptions options)
    {
        HashSet<DateOnly> dates = [.. runDates];
        var intake = new ReferenceIntake();
        int ignored = 0;
        foreach ((string key, byte[] stored) in objects.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            DateOnly? sourceDate = SourceDate(key, options.TimeZone);
            if (sourceDate is null)
                ignored++;
            else if (dates.Contains(sourceDate.Value))
                ReferenceLines.Read(key, stored).ForEach(line => intake.Take(sourceDate.Value, key, line));
        }

        return Tables(intake, dates, ignored);
    }

    /// <summary>Every file below a folder, by its path from there with slashes.</summary>
    public static Dictionary<string, byte[]> ReadFolder(string path) =>
        Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(path, file).Replace(Path.DirectorySeparatorChar, '/'),
            File.ReadAllBytes,
            StringComparer.Ordinal);

    /// <summary>The UTC day of the instant in an object's name; null when the object is no event file.</summary>
    public static DateOnly? SourceDate(string key, string timeZone) => ReferenceObjectName.SourceDate(key, timeZone);

    /// <summary>The average distance travelled by a vehicle during an operating period, in metres; null without one.</summary>
    public static double? ReferenceAnswer(ReferenceTables tables) =>
        ReferenceDistances.Average(tables.OperatingPeriodDistance);

    private static ReferenceTables Tables(ReferenceIntake intake, HashSet<DateOnly> runDates, int ignored)
    {
        List<UpdateRow> updates = [.. intake.Staged.OfType<UpdateRow>()];
        List<RegisterRow> registers = [.. intake.Staged.OfType<RegisterRow>()];
        List<DeregisterRow> deregisters = [.. intake.Staged.OfType<DeregisterRow>()];
        List<CreateRow> creates = [.. intake.Staged.OfType<CreateRow>()];
        List<DeleteRow> deletes = [.. intake.Staged.OfType<DeleteRow>()];
        List<MetadataRow> metadata = ReferenceMetadata.Compute(registers, deregisters, creates, deletes, runDates);
        List<PositionRow> positions = ReferencePositions.Compute(updates, runDates);
        return new ReferenceTables(
            intake.Raw, intake.Rejected, updates, registers, deregisters, creates, deletes, metadata, positions,
            ReferenceDistances.Daily(positions), ReferenceDistances.OfPeriods(metadata, positions), ignored);
    }
}
