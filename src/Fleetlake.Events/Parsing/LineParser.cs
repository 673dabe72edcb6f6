using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Fleetlake.Events.Columns;
using Fleetlake.Events.Contracts;
using Fleetlake.Events.Json;
using Fleetlake.Events.Parsing.Shapes;

namespace Fleetlake.Events.Parsing;

/// <summary>
/// Reads event lines straight into the columns of a batch. Every rule of the contract is judged here; a line that
/// breaks one is rejected and never stops the day. Not for several threads at once.
/// </summary>
public sealed class LineParser
{
    /// <summary>The longest line that is read, in bytes.</summary>
    public const int MaxLineBytes = ContractLimits.MaxLineBytes;

    /// <summary>What is kept of a line that is longer than <see cref="MaxLineBytes"/>, in bytes.</summary>
    public const int KeptOfLongLine = ContractLimits.KeptOfLongLine;

    private static readonly SearchValues<byte> White = SearchValues.Create(" \t\r"u8);

    private readonly ContractReader _contract = new();
    private readonly ShapeReader _shapes = new();
    private readonly List<(JsonValue Name, JsonValue Value)> _unknown = [];
    private readonly ArrayBufferWriter<byte> _extra = new();
    private (EventContract? Contract, TextPool? Texts, int Event, int On) _interned;

    /// <summary>The batch that lines are read into; it belongs to the caller.</summary>
    public required EventBatch Batch { get; set; }

    /// <summary>
    /// Replaces a line that would be rejected by the one that a person has mended it to, or gives null.
    /// The replacement is judged in its place; when it fails too, the original is what is rejected.
    /// </summary>
    public Func<int, ReadOnlyMemory<byte>, byte[]?>? Mend { get; set; }

    /// <summary>False sends every line through the general reader: what is read by shapes is compared with it.</summary>
    internal bool LearnsShapes { get; init; } = true;

    /// <summary>Lines that were read by the shape of another.</summary>
    internal long LinesByShape { get; private set; }

    /// <summary>Reads one line.</summary>
    /// <param name="line">The line without the <c>\n</c> that ends it.</param>
    /// <param name="sourceObject">The index of its object in the run's list.</param>
    /// <param name="sourceLine">Its number, from 1.</param>
    /// <returns>False when nothing but white space was there, and so no line.</returns>
    public bool Parse(ReadOnlySpan<byte> line, int sourceObject, long sourceLine)
    {
        int first = line.IndexOfAnyExcept(White);
        if (first < 0)
            return false;
        var text = line[first..(line.LastIndexOfAnyExcept(White) + 1)];
        bool isGood = TryParse(text, sourceObject, sourceLine, keepsBroken: Mend is null)
            || (Mend is not null && TryMend(line, text, sourceObject, sourceLine));
        if (!isGood)
            Reject(line, sourceObject, sourceLine);
        return true;
    }

    /// <summary>Rejects a line of more than <see cref="MaxLineBytes"/>.</summary>
    /// <param name="head">Its first <see cref="KeptOfLongLine"/> bytes.</param>
    /// <param name="length">Its whole length in bytes.</param>
    /// <param name="sourceObject">The index of its object in the run's list.</param>
    /// <param name="sourceLine">Its number, from 1.</param>
    public void RejectTooLong(ReadOnlySpan<byte> head, long length, int sourceObject, long sourceLine)
    {
        _contract.Reader.Refuse(null, Reason.LineTooLong, $"a line of {length} bytes", $"at most {MaxLineBytes} bytes");
        Reject(head[..Math.Min(head.Length, KeptOfLongLine)], sourceObject, sourceLine);
    }

    // A line is in raw once: as it was mended, or else as it came, and then it is judged again to tell its own fault.
    private bool TryMend(ReadOnlySpan<byte> line, ReadOnlySpan<byte> text, int sourceObject, long sourceLine) =>
        (Mend!(sourceObject, line.ToArray()) is { } mended
            && TryParse(mended.AsSpan().Trim(" \t\r\n"u8), sourceObject, sourceLine, keepsBroken: false))
        || TryParse(text, sourceObject, sourceLine, keepsBroken: true);

    private void Reject(ReadOnlySpan<byte> line, int sourceObject, long sourceLine)
    {
        var rejection = _contract.Reader.Rejection;
        Batch.Rejected.Add(
            sourceObject, sourceLine, rejection.Code, rejection.Describe(_contract.Reader.FailedMember), line);
    }

    private bool TryParse(ReadOnlySpan<byte> line, int sourceObject, long sourceLine, bool keepsBroken)
    {
        if (LearnsShapes && _shapes.TryRead(line) is { } shape)
        {
            LinesByShape++;
            AddShaped(line, shape.Contract, shape.Nulls, sourceObject, sourceLine);
            return true;
        }

        if (!Utf8.IsValid(line))
            return _contract.Reader.Refuse(null, Reason.InvalidUtf8, DescribeInvalidUtf8(line), "UTF-8");
        if (!TryReadEnvelope(line, out var envelope))
            return false;

        var reader = _contract.Reader;
        if (!reader.TryText(line, envelope.Event, "event", out var @event)
            || !reader.TryText(line, envelope.On, "on", out var on)
            || !reader.TryTimestamp(line, envelope.At, "at", out long at)
            || !reader.TryText(line, envelope.OrganizationId, "organization_id", out var organization))
        {
            return false;
        }

        int organizationCode = Batch.Texts.Intern(organization);
        int eventCode = Batch.Texts.Intern(@event);
        int onCode = Batch.Texts.Intern(on);
        var contract = EventContracts.Find(on, @event);
        bool isBroken = contract is not null && !_contract.TryRead(contract, line, envelope.Fields, envelope.Data);
        if (isBroken && !keepsBroken)
            return false;

        AddRaw(Batch.RawFor(eventCode, at), line, envelope, onCode, at, organizationCode, sourceObject, sourceLine);
        if (isBroken)
            return false;
        if (contract is null)
        {
            Batch.Unmodelled++;
            return true;
        }

        Batch.StagedFor(contract, at)
            .Add(Batch.Texts.Intern(_contract.Id), at, organizationCode, _contract.Values, _contract.Nulls);
        if (LearnsShapes && _unknown.Count == 0)
            _shapes.Learn(line, envelope, contract, _contract.Nulls);
        return true;
    }

    private void AddShaped(ReadOnlySpan<byte> line, EventContract contract, byte nulls, int sourceObject, long sourceLine)
    {
        var read = _shapes.Line;
        var texts = Batch.Texts;
        if (_interned.Contract != contract || _interned.Texts != texts)
            _interned = (contract, texts, texts.Intern(contract.EventUtf8), texts.Intern(contract.OnUtf8));
        int organization = texts.Intern(line.Slice(read.OrganizationStart, read.OrganizationLength));
        var raw = Batch.RawFor(_interned.Event, read.At);
        AddEnvelope(raw, _interned.On, read.At, organization, sourceObject, sourceLine);
        raw.Data.Add(line[read.DataStart..read.DataEnd]);
        raw.Extra.AddNull();
        Batch.StagedFor(contract, read.At)
            .Add(texts.Intern(line.Slice(read.IdStart, read.IdLength)), read.At, organization, read.Values, nulls);
    }

    private static void AddEnvelope(RawColumns raw, int on, long at, int organization, int sourceObject, long sourceLine)
    {
        raw.On.Add(on);
        raw.At.Add(at);
        raw.OrganizationId.Add(organization);
        raw.SourceObject.Add(sourceObject);
        raw.SourceLine.Add(sourceLine);
    }

    private void AddRaw(
        RawColumns raw, ReadOnlySpan<byte> line, in Envelope envelope, int on, long at, int organization,
        int sourceObject, long sourceLine)
    {
        AddEnvelope(raw, on, at, organization, sourceObject, sourceLine);
        if (envelope.Data.Kind == JsonKind.Missing)
            raw.Data.AddNull();
        else
            raw.Data.Add(envelope.Data.In(line));
        if (_unknown.Count == 0)
            raw.Extra.AddNull();
        else
            raw.Extra.Add(Extra(line));
    }

    private bool TryReadEnvelope(ReadOnlySpan<byte> line, out Envelope envelope)
    {
        envelope = default;
        _unknown.Clear();
        var scanner = new JsonScanner(line);
        if (scanner.Peek() is var kind && kind != JsonKind.Object)
        {
            bool isJson = scanner.ReadValue(0, out var value) && scanner.AtEnd();
            return isJson
                ? _contract.Reader.Fail(line, value, null, Reason.NotAnObject, "one JSON object")
                : FailJson(line, scanner);
        }

        scanner.EnterObject();
        bool first = true;
        while (scanner.NextMember(ref first, out var name))
        {
            if (!ReadMember(ref scanner, line, name, ref envelope))
                return FailJson(line, scanner);
        }

        return (!scanner.Failed && scanner.AtEnd()) || FailJson(line, scanner);
    }

    private bool ReadMember(scoped ref JsonScanner scanner, ReadOnlySpan<byte> line, JsonValue name, ref Envelope envelope)
    {
        switch (Member.Of(name, line))
        {
            case MemberName.Event:
                return scanner.ReadValue(1, out envelope.Event);
            case MemberName.On:
                return scanner.ReadValue(1, out envelope.On);
            case MemberName.At:
                return scanner.ReadValue(1, out envelope.At);
            case MemberName.OrganizationId:
                return scanner.ReadValue(1, out envelope.OrganizationId);
            case MemberName.Data:
                return DataFields.Read(ref scanner, line, 1, out envelope.Fields, out envelope.Data);
            default:
                if (!scanner.ReadValue(1, out var value))
                    return false;
                _unknown.Add((name, value));
                return true;
        }
    }

    private bool FailJson(ReadOnlySpan<byte> line, scoped in JsonScanner scanner)
    {
        string found = scanner.Position >= line.Length
            ? $"the end of the line at byte {line.Length}"
            : $"{ValueReader.Snippet(line.Slice(scanner.Position, Math.Min(16, line.Length - scanner.Position)))} at byte {scanner.Position}";
        return _contract.Reader.Refuse(
            null, scanner.IsTooDeep ? Reason.NestedTooDeep : Reason.InvalidJson, found, scanner.Expected ?? "JSON");
    }

    // The unknown members as an object, verbatim; of equal names the last counts.
    private ReadOnlySpan<byte> Extra(ReadOnlySpan<byte> line)
    {
        if (_unknown.Count > 1)
            KeepLastOfEqualNames(line);
        _extra.Clear();
        _extra.Write("{"u8);
        foreach (var (name, value) in _unknown)
        {
            if (_extra.WrittenCount > 1)
                _extra.Write(","u8);
            _extra.Write(name.In(line));
            _extra.Write(":"u8);
            _extra.Write(value.In(line));
        }

        _extra.Write("}"u8);
        return _extra.WrittenSpan;
    }

    private void KeepLastOfEqualNames(ReadOnlySpan<byte> line)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        int kept = _unknown.Count;
        for (int i = _unknown.Count - 1; i >= 0; i--)
        {
            if (seen.Add(Encoding.Latin1.GetString(Member.Unescaped(_unknown[i].Name, line))))
                _unknown[--kept] = _unknown[i];
        }

        _unknown.RemoveRange(0, kept);
    }

    private static string DescribeInvalidUtf8(ReadOnlySpan<byte> line)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(line[at..], out _, out int length) == OperationStatus.Done)
            at += length;
        return $"0x{line[at]:X2} at byte {at}";
    }
}
