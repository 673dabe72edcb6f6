using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Source;

/// <summary>Cuts a listing into pieces that keep all workers busy and that are small in memory.</summary>
internal static class WorkPlan
{
    private const long GroupBytes = 4L << 20;
    private const int GroupObjects = 512;
    private const long RangeBytes = 16L << 20;

    public static IEnumerable<WorkItem> Of(IReadOnlyList<StoredObject> objects)
    {
        int first = 0;
        while (first < objects.Count)
        {
            if (IsSplit(objects[first]))
            {
                for (long offset = 0; offset < objects[first].Size; offset += RangeBytes)
                    yield return new WorkItem(first, 1, offset, Math.Min(RangeBytes, objects[first].Size - offset), isRange: true);
                first++;
                continue;
            }

            int count = 0;
            long bytes = 0;
            while (first + count < objects.Count && count < GroupObjects && (count == 0 || bytes + objects[first + count].Size <= GroupBytes)
                && !IsSplit(objects[first + count]))
            {
                bytes += objects[first + count++].Size;
            }

            yield return new WorkItem(first, count, 0, 0, isRange: false);
            first += count;
        }
    }

    private static bool IsSplit(StoredObject file) => file.Size > RangeBytes && !IsCompressed(file);

    public static bool IsCompressed(StoredObject file) => file.Key.EndsWith(".gz", StringComparison.Ordinal);
}
