using Fleetlake.Events.Columns;
using Fleetlake.Events.Parsing;

namespace Fleetlake.Lake.Source;

/// <summary>
/// Cuts the bytes of one object into lines, however they come in, and gives each to the parser. Of a line that is longer than
/// the contract allows only the head is kept.
/// </summary>
internal sealed class LineSplitter(LineParser parser) : IDisposable
{
    private readonly ColumnList<byte> _unfinished = new();
    private int _object;
    private long _line;
    private long _unfinishedLength;
    private bool _isUnfinishedBlank;

    /// <summary>Lines that were not blank since the object began.</summary>
    public long Lines { get; private set; }

    /// <summary>Ends of lines since the object began.</summary>
    public long LineEnds => _line;

    /// <summary>True when the bytes so far end within a line.</summary>
    public bool IsWithinLine => _unfinishedLength > 0;

    public void Begin(int sourceObject)
    {
        _object = sourceObject;
        _line = 0;
        Lines = 0;
        Forget();
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is var end && end >= 0)
        {
            if (_unfinishedLength == 0)
            {
                Parse(bytes[..end]);
            }
            else
            {
                Keep(bytes[..end]);
                FinishLine();
            }

            _line++;
            bytes = bytes[(end + 1)..];
        }

        Keep(bytes);
    }

    /// <summary>The object ends here, and with it its last line.</summary>
    public void End()
    {
        if (_unfinishedLength > 0)
            FinishLine();
    }

    public void Dispose() => _unfinished.Dispose();

    private void Parse(ReadOnlySpan<byte> line)
    {
        if (line.Length > LineParser.MaxLineBytes)
            TooLong(line, line.Length, line.IndexOfAnyExcept(" \t\r"u8) < 0);
        else if (parser.Parse(line, _object, _line + 1))
            Lines++;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0)
            return;
        if (_unfinishedLength == 0)
            _isUnfinishedBlank = true;
        _isUnfinishedBlank = _isUnfinishedBlank && bytes.IndexOfAnyExcept(" \t\r"u8) < 0;
        _unfinishedLength += bytes.Length;
        if (_unfinishedLength <= LineParser.MaxLineBytes)
            _unfinished.AddRange(bytes);
        else if (_unfinished.Count < LineParser.KeptOfLongLine)
            _unfinished.AddRange(bytes[..Math.Min(bytes.Length, LineParser.KeptOfLongLine - _unfinished.Count)]);
    }

    private void FinishLine()
    {
        if (_unfinishedLength <= LineParser.MaxLineBytes)
            Parse(_unfinished.Span);
        else
            TooLong(_unfinished.Span, _unfinishedLength, _isUnfinishedBlank);
        Forget();
    }

    private void TooLong(ReadOnlySpan<byte> head, long length, bool isBlank)
    {
        if (isBlank)
            return;
        parser.RejectTooLong(head, length, _object, _line + 1);
        Lines++;
    }

    private void Forget()
    {
        _unfinishedLength = 0;
        if (_unfinished.Count > LineParser.KeptOfLongLine)
            _unfinished.Dispose();
        else
            _unfinished.Clear();
    }
}
