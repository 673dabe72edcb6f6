using System.Runtime.InteropServices;

namespace Fleetlake.Events.Columns;

/// <summary>
/// Texts by code: each distinct UTF-8 text has one small number, so that a column of ids is a column of integers.
/// Codes count up from 0 in the order in which texts were first seen.
/// </summary>
public sealed class TextPool
{
    private int[] _slots = new int[64];
    private int[] _hashes = new int[32];
    private int[] _ends = new int[32];
    private byte[] _bytes = new byte[1024];

    /// <summary>The number of distinct texts.</summary>
    public int Count { get; private set; }

    /// <summary>What the pool holds in memory, in bytes.</summary>
    public long SizeInBytes => _bytes.Length + (4L * (_slots.Length + _hashes.Length + _ends.Length));

    /// <summary>The array that holds every text, for pinning; see <see cref="Range"/>.</summary>
    public byte[] Buffer => _bytes;

    /// <summary>Where each text ends in <see cref="Buffer"/>, by its code.</summary>
    public ReadOnlySpan<int> Ends => _ends.AsSpan(0, Count);

    /// <summary>The bytes of a text, valid until the next <see cref="Intern"/>.</summary>
    public ReadOnlySpan<byte> this[int code]
    {
        get
        {
            var (start, length) = Range(code);
            return _bytes.AsSpan(start, length);
        }
    }

    /// <summary>Where a text lies in <see cref="Buffer"/>.</summary>
    public (int Start, int Length) Range(int code)
    {
        int start = code == 0 ? 0 : _ends[code - 1];
        return (start, _ends[code] - start);
    }

    /// <summary>The code of a text, new if it has none yet.</summary>
    public int Intern(ReadOnlySpan<byte> text)
    {
        int hash = Hash(text);
        int mask = _slots.Length - 1;
        int slot = hash & mask;
        while (_slots[slot] is var entry && entry != 0)
        {
            if (_hashes[entry - 1] == hash && this[entry - 1].SequenceEqual(text))
                return entry - 1;
            slot = (slot + 1) & mask;
        }

        return Append(text, hash, slot);
    }

    private int Append(ReadOnlySpan<byte> text, int hash, int slot)
    {
        int start = Count == 0 ? 0 : _ends[Count - 1];
        int code = Count++;
        if (code == _ends.Length)
        {
            Array.Resize(ref _ends, code * 2);
            Array.Resize(ref _hashes, code * 2);
        }

        if (start + text.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(start + text.Length, _bytes.Length * 2));
        text.CopyTo(_bytes.AsSpan(start));
        _ends[code] = start + text.Length;
        _hashes[code] = hash;
        _slots[slot] = code + 1;
        if (Count * 2 > _slots.Length)
            Rehash();
        return code;
    }

    private void Rehash()
    {
        _slots = new int[_slots.Length * 2];
        int mask = _slots.Length - 1;
        for (int code = 0; code < Count; code++)
        {
            int slot = _hashes[code] & mask;
            while (_slots[slot] != 0)
                slot = (slot + 1) & mask;
            _slots[slot] = code + 1;
        }
    }

    // Multiply and fold eight bytes at a time, the last eight over those before them; texts are at most 255 bytes. Not for
    // untrusted keys of a server: a feed that is made to collide slows its own run and no other.
    private static int Hash(ReadOnlySpan<byte> text)
    {
        ulong hash = (ulong)text.Length * 0x9E3779B97F4A7C15;
        for (int i = 0; i + sizeof(ulong) < text.Length; i += sizeof(ulong))
            hash = Fold(hash ^ MemoryMarshal.Read<ulong>(text[i..]));
        hash = Fold(hash ^ Last(text));
        return (int)(hash ^ (hash >> 32));
    }

    private static ulong Last(ReadOnlySpan<byte> text)
    {
        if (text.Length >= sizeof(ulong))
            return MemoryMarshal.Read<ulong>(text[^sizeof(ulong)..]);
        if (text.Length >= sizeof(uint))
            return ((ulong)MemoryMarshal.Read<uint>(text) << 32) | MemoryMarshal.Read<uint>(text[^sizeof(uint)..]);
        return text.Length == 0 ? 0 : (uint)(text[0] | (text[text.Length / 2] << 8) | (text[^1] << 16));
    }

    private static ulong Fold(ulong value)
    {
        ulong high = Math.BigMul(value, 0xD6E8FEB86659FD93, out ulong low);
        return high ^ low;
    }
}
