using System.Buffers;
using Fleetlake.Events.Columns;
using ParquetSharp;

namespace Fleetlake.Lake.Parquet;

/// <summary>Writes columns to a row group as they lie in memory, without an object or a string a value.</summary>
internal static unsafe class ParquetColumns
{
    private static readonly ReadOnlyMemory<short> None = ReadOnlyMemory<short>.Empty;

    /// <summary>The texts that codes stand for.</summary>
    public static void WriteCodes(ColumnWriter column, TextPool texts, ReadOnlySpan<int> codes)
    {
        var values = ArrayPool<ByteArray>.Shared.Rent(codes.Length);
        fixed (byte* start = texts.Buffer)
        {
            for (int i = 0; i < codes.Length; i++)
            {
                var (offset, length) = texts.Range(codes[i]);
                values[i] = new ByteArray((IntPtr)(start + offset), length);
            }

            ((ColumnWriter<ByteArray>)column).WriteBatch(values.AsSpan(0, codes.Length));
        }

        ArrayPool<ByteArray>.Shared.Return(values);
    }

    /// <summary>Byte strings; nulls only where the column of the file is optional.</summary>
    public static void WriteBytes(ColumnWriter column, ByteColumn bytes, bool isOptional)
    {
        var values = ArrayPool<ByteArray>.Shared.Rent(bytes.Count);
        var levels = ArrayPool<short>.Shared.Rent(bytes.Count);
        int present = 0;
        fixed (byte* start = bytes.Buffer)
        {
            byte* next = start;
            for (int i = 0; i < bytes.Count; i++)
            {
                int length = bytes.Lengths[i];
                levels[i] = (short)(length < 0 ? 0 : 1);
                if (length < 0)
                    continue;
                values[present++] = new ByteArray((IntPtr)next, length);
                next += length;
            }

            WriteOptional((ColumnWriter<ByteArray>)column, isOptional, levels.AsSpan(0, bytes.Count), values.AsSpan(0, present));
        }

        ArrayPool<ByteArray>.Shared.Return(values);
        ArrayPool<short>.Shared.Return(levels);
    }

    /// <summary>Strings, for the few columns that are made of them.</summary>
    public static void WriteStrings(ColumnWriter column, IReadOnlyList<string> strings)
    {
        using var bytes = new ByteColumn();
        foreach (string text in strings)
            bytes.Add(System.Text.Encoding.UTF8.GetBytes(text));
        WriteBytes(column, bytes, isOptional: false);
    }

    /// <summary>Numbers of 64 bits.</summary>
    public static void WriteLongs(ColumnWriter column, ReadOnlySpan<long> values) =>
        ((ColumnWriter<long>)column).WriteBatch(values);

    /// <summary>Values of a contract: their bits, and which of them are null by a bit of the mask.</summary>
    public static void WriteValues(ColumnWriter column, bool isOptional, ReadOnlySpan<long> bits, ReadOnlySpan<byte> nulls, int index)
    {
        if (!isOptional)
        {
            Write(column, default, bits, isOptional);
            return;
        }

        var present = ArrayPool<long>.Shared.Rent(bits.Length);
        var levels = ArrayPool<short>.Shared.Rent(bits.Length);
        int count = 0;
        for (int i = 0; i < bits.Length; i++)
        {
            int isPresent = 1 - ((nulls[i] >> index) & 1);
            levels[i] = (short)isPresent;
            present[count] = bits[i];
            count += isPresent;
        }

        Write(column, levels.AsSpan(0, bits.Length), present.AsSpan(0, count), isOptional);
        ArrayPool<long>.Shared.Return(present);
        ArrayPool<short>.Shared.Return(levels);
    }

    private static void Write(ColumnWriter column, ReadOnlySpan<short> levels, ReadOnlySpan<long> bits, bool isOptional)
    {
        if (column is ColumnWriter<double> doubles)
            WriteOptional(doubles, isOptional, levels, System.Runtime.InteropServices.MemoryMarshal.Cast<long, double>(bits));
        else
            WriteOptional((ColumnWriter<long>)column, isOptional, levels, bits);
    }

    private static void WriteOptional<T>(ColumnWriter<T> column, bool isOptional, ReadOnlySpan<short> levels, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (isOptional)
            column.WriteBatch(levels.Length, levels, None.Span, values);
        else
            column.WriteBatch(values);
    }
}
