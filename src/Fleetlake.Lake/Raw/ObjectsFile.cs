using System.Text;
using Fleetlake.Events.Columns;
using Fleetlake.Lake.Parquet;
using Fleetlake.Lake.Stores;

namespace Fleetlake.Lake.Raw;

/// <summary>A source object as its date was run.</summary>
/// <param name="Object">What was listed.</param>
/// <param name="Lines">Its lines that are not blank.</param>
/// <param name="Rejected">Those of them that were rejected.</param>
public sealed record TakenObject(StoredObject Object, long Lines, long Rejected);

/// <summary>The file that says of which source objects a commit was made.</summary>
public static class ObjectsFile
{
    /// <summary>Writes the file of a source date.</summary>
    public static async Task WriteAsync(
        IObjectStore store, DateOnly sourceDate, IReadOnlyList<TakenObject> objects, CancellationToken cancellation)
    {
        await using var written = await PrepareAsync(store, sourceDate, objects, cancellation);
        await written.PublishAsync(cancellation);
    }

    /// <summary>Writes the file of a source date and makes it durable. It is not in its place before it is published.</summary>
    public static async Task<WrittenObjects> PrepareAsync(
        IObjectStore store, DateOnly sourceDate, IReadOnlyList<TakenObject> objects, CancellationToken cancellation)
    {
        var part = new ParquetPart(store, LakeLayout.Objects(sourceDate), DataLake.Owner(sourceDate), LakeFiles.Objects);
        try
        {
            Write(part, objects);
            await part.FinishAsync(cancellation);
            return new WrittenObjects(part);
        }
        catch
        {
            await part.DisposeAsync();
            throw;
        }
    }

    private static void Write(ParquetPart part, IReadOnlyList<TakenObject> objects) => part.WriteRowGroup(
        [objects],
        (column, taken) => ParquetColumns.WriteStrings(column, [.. taken.Select(each => each.Object.Key)]),
        (column, taken) => ParquetColumns.WriteLongs(column, [.. taken.Select(each => each.Object.Size)]),
        (column, taken) => ParquetColumns.WriteStrings(column, [.. taken.Select(each => each.Object.ETag)]),
        (column, taken) => ParquetColumns.WriteLongs(column, [.. taken.Select(each => each.Lines)]),
        (column, taken) => ParquetColumns.WriteLongs(column, [.. taken.Select(each => each.Rejected)]));

    /// <summary>Reads the file of a source date; empty when there is none.</summary>
    /// <exception cref="CorruptObjectException">It is not such a file.</exception>
    public static async Task<IReadOnlyList<TakenObject>> ReadAsync(
        IObjectStore store, DateOnly sourceDate, CancellationToken cancellation)
    {
        if (await store.FindAsync(LakeLayout.Objects(sourceDate), cancellation) is not { } found)
            return [];
        using var file = new ParquetSource(store, found);
        var objects = new List<TakenObject>();
        for (int i = 0; i < file.RowGroups; i++)
        {
            using var group = file.RowGroup(i);
            var texts = new TextPool();
            using ColumnList<int> keys = new(), etags = new();
            using ColumnList<long> sizes = new(), lines = new(), rejected = new();
            file.ReadCodes(group, "key", texts, keys);
            file.ReadCodes(group, "etag", texts, etags);
            file.ReadLongs(group, "size", sizes);
            file.ReadLongs(group, "lines", lines);
            file.ReadLongs(group, "rejected", rejected);
            for (int row = 0; row < keys.Count; row++)
            {
                var taken = new StoredObject(Text(texts, keys[row]), sizes[row], Text(texts, etags[row]));
                objects.Add(new TakenObject(taken, lines[row], rejected[row]));
            }
        }

        return objects;
    }

    private static string Text(TextPool texts, int code) => Encoding.UTF8.GetString(texts[code]);
}
