using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Source;

/// <summary>Cuts a listing into pieces that keep all workers busy and that are small in memory.</summary>
internal static class WorkPlan
{
    public static IEnumerable<WorkItem> Of(IReadOnlyList<StoredObject> objects, ReadSizes sizes)
    {
        int first = 0;
        while (first < objects.Count)
        {
            if (IsSplit(objects[first], sizes))
            {
                for (long offset = 0; offset < objects[first].Size; offset += sizes.RangeBytes)
                    yield return new WorkItem(first, 1, offset, Math.Min(sizes.RangeBytes, objects[first].Size - offset), isRange: true);
                first++;
                continue;
            }

            int count = 0;
            long bytes = 0;
            while (first + count < objects.Count && count < sizes.GroupObjects && (count == 0 || bytes + objects[first + count].Size <= sizes.GroupBytes)
                && !IsSplit(objects[first + count], sizes))
            {
                bytes += objects[first + count++].Size;
            }

            yield return new WorkItem(first, count, 0, 0, isRange: false);
            first += count;
        }
    }

    private static bool IsSplit(StoredObject file, ReadSizes sizes) => file.Size > sizes.RangeBytes && !IsCompressed(file);

    public static bool IsCompressed(StoredObject file) => file.Key.EndsWith(".gz", StringComparison.Ordinal);
}
