using ParquetSharp;

namespace Fleetlake.Tests.Lake;

/// <summary>Reads a Parquet file by ParquetSharp's own types, apart from the product's readers.</summary>
internal static class ParquetRows
{
    /// <summary>All rows: texts as strings, timestamps in microseconds, binary as bytes.</summary>
    public static List<object?[]> Read(string path) => [.. RowGroups(path).SelectMany(rows => rows)];

    public static List<List<object?[]>> RowGroups(string path)
    {
        using var file = new ParquetFileReader(path);
        var groups = new List<List<object?[]>>();
        for (int g = 0; g < file.FileMetaData.NumRowGroups; g++)
        {
            using var group = file.RowGroup(g);
            int rows = (int)group.MetaData.NumRows;
            var table = Enumerable.Range(0, rows).Select(_ => new object?[group.MetaData.NumColumns]).ToList();
            for (int c = 0; c < group.MetaData.NumColumns; c++)
            {
                using var column = group.Column(c);
                object?[] values = Values(column, rows);
                for (int row = 0; row < rows; row++)
                    table[row][c] = values[row];
            }

            groups.Add(table);
        }

        return groups;
    }

    private static object?[] Values(ColumnReader column, int rows)
    {
        using var logical = column.LogicalReader();
        return logical.Apply(new Reader(rows));
    }

    private sealed class Reader(int rows) : ILogicalColumnReaderVisitor<object?[]>
    {
        public object?[] OnLogicalColumnReader<T>(LogicalColumnReader<T> columnReader) =>
            [.. columnReader.ReadAll(rows).Select(value => Plain(value))];

        private static object? Plain(object? value) => value switch
        {
            DateTime time => (time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
            _ => value,
        };
    }
}
