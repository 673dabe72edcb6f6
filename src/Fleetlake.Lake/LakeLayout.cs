using System.Globalization;
using System.Text;

namespace Fleetlake.Lake;

/// <summary>
/// The names of everything in the lake, printed and parsed in this one place: Hive folders that other engines read as they
/// lie, and state in folders that begin with <c>_</c>, which they leave alone.
/// </summary>
public static class LakeLayout
{
    /// <summary>The folder of the commits, in the raw zone.</summary>
    public const string ManifestsPrefix = "_manifests/";

    /// <summary>What all marks of event dates begin with, in the raw zone.</summary>
    public const string AllTouchedPrefix = "_touched/";

    /// <summary>The table of lines that cannot be a row.</summary>
    public const string RejectedTable = "rejected_events";

    private const string DateFormat = "yyyy-MM-dd";
    private const string Part = "part-00000.parquet";
    private const int MaxFolderNameBytes = 255;

    // What Hive escapes, and the ~ that ends what is kept of a long name: no other name can look like it.
    private const string Escaped = "\"#%'*/:=?\\{[]^~";

    /// <summary>A date as all names have it.</summary>
    public static string Date(DateOnly date) => date.ToString(DateFormat, CultureInfo.InvariantCulture);

    /// <summary>Reads a date as all names have it.</summary>
    public static bool TryParseDate(ReadOnlySpan<char> text, out DateOnly date) =>
        DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    /// <summary>The part of raw that holds an event name of a source date.</summary>
    public static string RawPart(DateOnly sourceDate, string eventName) =>
        $"date={Date(sourceDate)}/{EventFolder(eventName)}/{Part}";

    /// <summary>What all parts of a source date begin with.</summary>
    public static string RawPrefix(DateOnly sourceDate) => $"date={Date(sourceDate)}/";

    /// <summary>The commit of a source date.</summary>
    public static string Manifest(DateOnly sourceDate) => $"{ManifestsPrefix}date={Date(sourceDate)}.json";

    /// <summary>The source date of a commit's key.</summary>
    public static bool TryParseManifest(string key, out DateOnly sourceDate)
    {
        sourceDate = default;
        const string begin = $"{ManifestsPrefix}date=";
        return key.Length == begin.Length + 15 && key.StartsWith(begin, StringComparison.Ordinal)
            && key.EndsWith(".json", StringComparison.Ordinal) && TryParseDate(key.AsSpan(begin.Length, 10), out sourceDate);
    }

    /// <summary>Every source object of a source date.</summary>
    public static string Objects(DateOnly sourceDate) => $"_objects/date={Date(sourceDate)}/objects.parquet";

    /// <summary>The mark that an event date has rows of a source date.</summary>
    public static string Touched(DateOnly eventDate, DateOnly sourceDate) => $"{TouchedPrefix(eventDate)}{Date(sourceDate)}";

    /// <summary>What the marks of an event date begin with.</summary>
    public static string TouchedPrefix(DateOnly eventDate) => $"{AllTouchedPrefix}date={Date(eventDate)}/";

    /// <summary>The event date and the source date of a mark's key.</summary>
    public static bool TryParseTouched(string key, out DateOnly eventDate, out DateOnly sourceDate)
    {
        eventDate = sourceDate = default;
        return key.Split('/') is [_, ['d', 'a', 't', 'e', '=', .. var date], var source]
            && TryParseDate(date, out eventDate) && TryParseDate(source, out sourceDate);
    }

    /// <summary>The record of a run.</summary>
    public static string Run(DateOnly sourceDate, string runId) => $"{RunsPrefix(sourceDate)}{runId}.json";

    /// <summary>What the records of a source date's runs begin with.</summary>
    public static string RunsPrefix(DateOnly sourceDate) => $"_runs/date={Date(sourceDate)}/";

    /// <summary>The lines of a source date that a person has mended.</summary>
    public static string Mends(DateOnly sourceDate) => $"_mends/date={Date(sourceDate)}.jsonl";

    /// <summary>A partition of a staged table.</summary>
    public static string StagedPart(string table, DateOnly date) => $"{table}/date={Date(date)}/{Part}";

    /// <summary>The lease of a source date: one run at a time.</summary>
    public static string SourceDateLease(DateOnly sourceDate) => $"source-date/{Date(sourceDate)}";

    /// <summary>The lease of a partition of a staged table.</summary>
    public static string PartitionLease(string table, DateOnly date) => $"{table}/{Date(date)}";

    /// <summary>
    /// The Hive folder of an event name. What Hive escapes is escaped, and <c>~</c>; a name that would be too long for a folder keeps its
    /// beginning and ends in <c>~</c> and the SHA-256 of the whole (the manifest has the name itself).
    /// </summary>
    public static string EventFolder(string eventName)
    {
        var folder = new StringBuilder("event=");
        foreach (char c in eventName)
        {
            if (char.IsAscii(c) && (char.IsControl(c) || Escaped.Contains(c, StringComparison.Ordinal)))
                folder.Append('%').Append(((int)c).ToString("X2", CultureInfo.InvariantCulture));
            else
                folder.Append(c);
        }

        return Encoding.UTF8.GetByteCount(folder.ToString()) <= MaxFolderNameBytes ? folder.ToString() : Shortened(folder, eventName);
    }

    private static string Shortened(StringBuilder folder, string eventName)
    {
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(eventName)));
        int length = 0;
        int bytes = 0;
        foreach (var rune in folder.ToString().EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > MaxFolderNameBytes - 1 - hash.Length)
                break;
            bytes += rune.Utf8SequenceLength;
            length += rune.Utf16SequenceLength;
        }

        return $"{folder.ToString(0, length)}~{hash}";
    }
}
