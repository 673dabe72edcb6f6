using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Fleetlake.Lake.Stores;

/// <summary>
/// Small files by as few calls of the system as there can be: one to look at a file, four to read it. A day has 86,400 of them.
/// What fails here is done again by the framework, which says what the matter is.
/// </summary>
internal static partial class LinuxFiles
{
    private const int CurrentFolder = -100;
    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int EmptyPath = 0x1000;
    private const uint TypeSizeAndChange = 0x1 | 0x200 | 0x40;
    private const int TypeBits = 0xF000;
    private const int Folder = 0x4000;
    private const int MaxPathBytes = 1024;
    private const long TicksPerSecond = TimeSpan.TicksPerSecond;
    private const int NanosPerTick = 100;

    /// <summary>Looks at the file of a path, or at the one that a link names at last.</summary>
    /// <returns>Null when there is none, when it is a folder and when it cannot be seen.</returns>
    public static FileFacts? Look(string path) => Look(CurrentFolder, path);

    /// <summary>Looks at a file below an open folder, which need not be found for each of its files.</summary>
    /// <inheritdoc cref="Look(string)"/>
    public static FileFacts? Look(SafeFileHandle folder, ReadOnlySpan<char> path) => Look((int)folder.DangerousGetHandle(), path);

    /// <summary>Opens a folder to look at its files; null when it cannot be.</summary>
    public static SafeFileHandle? Open(string folder)
    {
        Span<byte> name = stackalloc byte[MaxPathBytes];
        return TryEncode(folder, name) && OpenAt(CurrentFolder, in name[0], ReadOnlyCloseOnExec) is var opened and >= 0
            ? new SafeFileHandle(opened, ownsHandle: true)
            : null;
    }

    /// <summary>Reads a file from an offset into a span, and looks at it after.</summary>
    /// <returns>The bytes read; -1 when it cannot be read like this.</returns>
    public static int Read(string path, long offset, Span<byte> into, out FileFacts facts)
    {
        facts = default;
        Span<byte> name = stackalloc byte[MaxPathBytes];
        if (!TryEncode(path, name))
            return -1;
        int file = OpenAt(CurrentFolder, in name[0], ReadOnlyCloseOnExec);
        if (file < 0)
            return -1;
        int read = ReadOpen(file, offset, into);
        byte nothing = 0;
        bool isSeen = StatX(file, in nothing, EmptyPath, TypeSizeAndChange, out var found) == 0;
        _ = Close(file);
        facts = FactsOf(found);
        return isSeen ? read : -1;
    }

    private static int ReadOpen(int file, long offset, Span<byte> into)
    {
        int read = 0;
        while (read < into.Length)
        {
            nint count = PRead(file, ref into[read], into.Length - read, offset + read);
            if (count < 0)
                return -1;
            if (count == 0)
                break;
            read += (int)count;
        }

        return read;
    }

    private static FileFacts? Look(int folder, ReadOnlySpan<char> path)
    {
        Span<byte> name = stackalloc byte[MaxPathBytes];
        return TryEncode(path, name) && StatX(folder, in name[0], 0, TypeSizeAndChange, out var facts) == 0 && (facts.Mode & TypeBits) != Folder
            ? FactsOf(facts)
            : null;
    }

    private static bool TryEncode(ReadOnlySpan<char> path, Span<byte> name)
    {
        bool isWhole = Encoding.UTF8.TryGetBytes(path, name[..^1], out int length);
        name[isWhole ? length : 0] = 0;
        return isWhole;
    }

    private static FileFacts FactsOf(in StatXFacts facts) => new(
        facts.Size, DateTime.UnixEpoch.Ticks + (facts.ChangeSeconds * TicksPerSecond) + (facts.ChangeNanos / NanosPerTick));

    [LibraryImport("libc", EntryPoint = "statx")]
    private static partial int StatX(int folder, in byte path, int flags, uint wanted, out StatXFacts facts);

    [LibraryImport("libc", EntryPoint = "openat")]
    private static partial int OpenAt(int folder, in byte path, int flags);

    [LibraryImport("libc", EntryPoint = "pread")]
    private static partial nint PRead(int file, ref byte into, nint count, long offset);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    // The part of struct statx that is asked for; it lies the same on every processor (man 2 statx).
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatXFacts
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(40)]
        public long Size;

        [FieldOffset(112)]
        public long ChangeSeconds;

        [FieldOffset(120)]
        public uint ChangeNanos;
    }
}
