namespace Fleetlake.Tests.Reference;

/// <summary>Compares the rows of a table as a bag: order does not matter, how often a row comes does.</summary>
public static class TableComparison
{
    private const int MaxReported = 5;
    private const double AbsoluteFloorMeters = 1e-6;

    /// <summary>
    /// Fails with the first differing rows. Metres are the same within the relative tolerance or a micrometre;
    /// everything else is compared exactly.
    /// </summary>
    public static void AssertSame(
        string table, IEnumerable<object?[]> expectedRows, IEnumerable<object?[]> actualRows, double relativeTolerance = 1e-9)
    {
        List<object?[]> expected = Sorted(table, expectedRows);
        List<object?[]> actual = Sorted(table, actualRows);
        List<string> differences = Differences(table, expected, actual, relativeTolerance);
        if (differences.Count > 0)
        {
            Xunit.Assert.Fail(
                $"{table}: expected {expected.Count} rows, found {actual.Count}; {differences.Count} differ.\n"
                + string.Join('\n', differences.Take(MaxReported)));
        }
    }

    /// <summary>Every table of <paramref name="expected"/> that <paramref name="actual"/> can give.</summary>
    public static void AssertSame(
        ReferenceTables expected, Func<string, IEnumerable<object?[]>?> actual, double relativeTolerance = 1e-9)
    {
        foreach ((string table, List<object?[]> rows) in expected.ToRows())
        {
            if (actual(table) is { } found)
                AssertSame(table, rows, found, relativeTolerance);
        }
    }

    /// <summary>Sorted by the exact columns from the left, strings by ordinal, then by the metres.</summary>
    public static List<object?[]> Sorted(string table, IEnumerable<object?[]> rows)
    {
        int[] exact = ExactColumns(table);
        int[] approximate = ApproximateColumns(table);
        List<object?[]> sorted = [.. rows.Select(row => PlainRow(table, row))];
        sorted.Sort((left, right) =>
        {
            int order = Compare(left, right, exact);
            return order != 0 ? order : Compare(left, right, approximate);
        });
        return sorted;
    }

    /// <summary>A driver's own types as the ones of the reference: times as microseconds, whole numbers as long.</summary>
    public static object? Plain(object? cell) => cell switch
    {
        DBNull => null,
        DateTime time => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond,
        DateTimeOffset time => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond,
        sbyte or byte or short or ushort or int or uint or ulong or System.Numerics.BigInteger => WholeNumber(cell),
        Stream stream => Bytes(stream),
        _ => cell,
    };

    private static List<string> Differences(
        string table, List<object?[]> expected, List<object?[]> actual, double relativeTolerance)
    {
        int[] exact = ExactColumns(table);
        int[] approximate = ApproximateColumns(table);
        var differences = new List<string>();
        int e = 0;
        int a = 0;
        // Both are sorted by the exact columns: the smaller of two rows has no partner on the other side.
        while (e < expected.Count || a < actual.Count)
        {
            int order = e == expected.Count ? 1 : a == actual.Count ? -1 : Compare(expected[e], actual[a], exact);
            if (order < 0)
            {
                differences.Add($"  missing:    {TableText.Line(table, expected[e++])}");
            }
            else if (order > 0)
            {
                differences.Add($"  unexpected: {TableText.Line(table, actual[a++])}");
            }
            else
            {
                if (!approximate.All(i => IsClose(expected[e][i], actual[a][i], relativeTolerance)))
                {
                    differences.Add(
                        $"  expected:   {TableText.Line(table, expected[e])}\n  found:      {TableText.Line(table, actual[a])}");
                }

                e++;
                a++;
            }
        }

        return differences;
    }

    private static bool IsClose(object? expected, object? actual, double relativeTolerance)
    {
        if (expected is not double x || actual is not double y)
            return Equals(expected, actual);
        double allowed = Math.Max(AbsoluteFloorMeters, relativeTolerance * Math.Max(Math.Abs(x), Math.Abs(y)));
        return Math.Abs(x - y) <= allowed;
    }

    private static int[] ExactColumns(string table) =>
        [.. Indexes(table).Where(i => !ReferenceSchema.IsApproximate(ReferenceSchema.Columns[table][i]))];

    private static int[] ApproximateColumns(string table) =>
        [.. Indexes(table).Where(i => ReferenceSchema.IsApproximate(ReferenceSchema.Columns[table][i]))];

    private static IEnumerable<int> Indexes(string table) => Enumerable.Range(0, ReferenceSchema.Columns[table].Length);

    private static object?[] PlainRow(string table, object?[] row) =>
        row.Length == ReferenceSchema.Columns[table].Length
            ? [.. row.Select(Plain)]
            : throw new ArgumentException(
                $"{table} has {ReferenceSchema.Columns[table].Length} columns, found a row of {row.Length}.", nameof(row));

    private static int Compare(object?[] left, object?[] right, int[] columns)
    {
        foreach (int i in columns)
        {
            int order = CompareCells(left[i], right[i]);
            if (order != 0)
                return order;
        }

        return 0;
    }

    private static int CompareCells(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string l, string r) => string.CompareOrdinal(l, r),
        // -0 is not 0 here: the contract says which one it is.
        (double l, double r) when l == 0 && r == 0 => double.IsNegative(r).CompareTo(double.IsNegative(l)),
        (byte[] l, byte[] r) => l.AsSpan().SequenceCompareTo(r),
        _ when left.GetType() == right.GetType() => ((IComparable)left).CompareTo(right),
        // Cells of two types are never the same; the names give them an order.
        _ => string.CompareOrdinal(left.GetType().FullName, right.GetType().FullName),
    };

    private static long WholeNumber(object cell) => cell is System.Numerics.BigInteger big
        ? (long)big
        : Convert.ToInt64(cell, System.Globalization.CultureInfo.InvariantCulture);

    private static byte[] Bytes(Stream stream)
    {
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
