using System.Text.Json;
using Fleetlake.Events.Columns;
using Fleetlake.Events.Parsing;
using Fleetlake.Lake;
using Fleetlake.Lake.Raw;
using Fleetlake.Lake.State;
using Fleetlake.Pipeline.Steps;

namespace Fleetlake.Pipeline.Rejects;

/// <summary>The rejected lines of a source date, and what becomes of them when they are judged again.</summary>
/// <param name="work">What the steps work on.</param>
/// <param name="date">The source date.</param>
public sealed class RejectedDay(Workspace work, DateOnly date)
{
    /// <summary>The lines, in the order of their objects.</summary>
    /// <exception cref="PipelineException">The date has not been run.</exception>
    public async IAsyncEnumerable<RejectedLine> LinesAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var day = new DayContext(work, date);
        await day.CommitAsync(cancellation);
        await foreach (var line in RejectedReader.ReadAsync(work.Lake.Staging, date, cancellation))
            yield return line;
    }

    /// <summary>
    /// Takes in lines that a person has mended: JSON Lines with <c>source_object</c>, <c>source_line</c> and <c>line</c>, as
    /// <c>rejects list --format jsonl</c> prints them. They stand in for the rejected ones from now on.
    /// </summary>
    /// <exception cref="PipelineException">The file is not of that form, or names lines that are not rejected.</exception>
    public async Task<int> MendAsync(string path, CancellationToken cancellation)
    {
        var mended = await ReadMendedAsync(path, cancellation);
        var mends = await MendedLines.ReadAsync(work.Lake.Raw, date, cancellation);
        var byLine = new Dictionary<(string Object, string Hash), string>();
        int count = 0;
        await foreach (var rejected in LinesAsync(cancellation))
        {
            if (!mended.Remove((rejected.SourceObject, rejected.SourceLine), out string? line))
                continue;
            if (rejected.Reason == Reason.LineTooLong)
                throw Refuse(path, $"{rejected.SourceObject} line {rejected.SourceLine}, which is too long to be kept", "a line that is kept whole; mend the object instead");
            string hash = MendedLines.HashOf(rejected.Line);
            if (!byLine.TryAdd((rejected.SourceObject, hash), line) && byLine[(rejected.SourceObject, hash)] != line)
                throw Refuse(path, $"two mends of one text in {rejected.SourceObject} (line {rejected.SourceLine})", "equal lines of an object mended alike");
            if (line.AsSpan().TrimEnd("\r\n").SequenceEqual(System.Text.Encoding.UTF8.GetString(rejected.Line).AsSpan().TrimEnd("\r\n")))
                continue;
            mends.Add(new MendedLine(rejected.SourceObject, hash, line));
            count++;
        }

        if (mended.Count > 0)
        {
            var (source, number) = mended.Keys.First();
            throw Refuse(path, $"{source} line {number}{(mended.Count > 1 ? $" and {mended.Count - 1} more" : "")}", $"lines that are rejected on {LakeLayout.Date(date)}");
        }

        await mends.WriteAsync(work.Lake.Raw, date, cancellation);
        return count;
    }

    /// <summary>How many rejected lines there are, and how many of them the contract takes now.</summary>
    public async Task<(long Lines, long Accepted)> JudgeAsync(CancellationToken cancellation)
    {
        var mends = await MendedLines.ReadAsync(work.Lake.Raw, date, cancellation);
        string current = "";
        var parser = new LineParser { Batch = new EventBatch(date), Mend = (_, line) => mends.Find(current, line.Span) };
        long lines = 0;
        long accepted = 0;
        await foreach (var rejected in LinesAsync(cancellation))
        {
            current = rejected.SourceObject;
            lines++;
            if (rejected.Reason != Reason.LineTooLong)
                parser.Parse(rejected.Line, 0, rejected.SourceLine);
            accepted += rejected.Reason != Reason.LineTooLong && parser.Batch.Rejected.Count == 0 ? 1 : 0;
            parser.Batch.Dispose();
            parser.Batch = new EventBatch(date);
        }

        return (lines, accepted);
    }

    private static async Task<Dictionary<(string Object, long Line), string>> ReadMendedAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path))
            throw new PipelineException(FaultKind.Caller, $"{path}: found nothing, expected a file of mended lines.");
        var mended = new Dictionary<(string Object, long Line), string>();
        int number = 0;
        await foreach (string text in File.ReadLinesAsync(path, cancellation))
        {
            number++;
            if (string.IsNullOrWhiteSpace(text))
                continue;
            try
            {
                using var json = JsonDocument.Parse(text);
                mended[(Text(json, "source_object"), json.RootElement.GetProperty("source_line").GetInt64())] = Text(json, "line");
            }
            catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw Refuse($"{path}:{number}", fault.Message, "a JSON object with source_object, source_line and line");
            }
        }

        return mended;
    }

    private static string Text(JsonDocument json, string member) =>
        json.RootElement.GetProperty(member).GetString() ?? throw new FormatException($"null for {member}");

    private static PipelineException Refuse(string where, string found, string expected) =>
        new(FaultKind.Caller, $"{where}: found {found}, expected {expected}.");
}
