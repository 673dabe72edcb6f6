namespace Fleetlake.Events.Columns;

/// <summary>Rows of the raw zone of one event name, as columns. Texts are codes of <see cref="Texts"/>.</summary>
public sealed class RawColumns : IDisposable
{
    private readonly ColumnRoom? _room;
    private bool _isDisposed;

    /// <summary>No rows yet.</summary>
    /// <param name="eventName">The envelope's <c>event</c>, unescaped.</param>
    /// <param name="texts">The texts that codes stand for.</param>
    /// <param name="isStray">Whether the event dates are not the source date.</param>
    public RawColumns(string eventName, TextPool texts, bool isStray)
        : this(eventName, texts, isStray, room: null)
    {
    }

    internal RawColumns(string eventName, TextPool texts, bool isStray, ColumnRoom? room)
    {
        _room = room;
        EventName = eventName;
        Texts = texts;
        IsStray = isStray;
    }

    /// <summary>The envelope's <c>event</c>, unescaped.</summary>
    public string EventName { get; private set; }

    /// <summary>The texts that <see cref="On"/> and <see cref="OrganizationId"/> are codes of.</summary>
    public TextPool Texts { get; private set; }

    /// <summary>True when these rows' event dates are not the source date; they lie together at the end of a part.</summary>
    public bool IsStray { get; private set; }

    /// <summary>The number of rows.</summary>
    public int Count => At.Count;

    /// <summary>Codes of <c>on</c>.</summary>
    public ColumnList<int> On { get; } = new();

    /// <summary>The instants, in microseconds since 1970.</summary>
    public ColumnList<long> At { get; } = new();

    /// <summary><c>data</c> verbatim.</summary>
    public ByteColumn Data { get; } = new();

    /// <summary>Codes of <c>organization_id</c>.</summary>
    public ColumnList<int> OrganizationId { get; } = new();

    /// <summary>The unknown members of the line as one JSON object, or null.</summary>
    public ByteColumn Extra { get; } = new();

    /// <summary>Which object of the run's list a row is from.</summary>
    public ColumnList<int> SourceObject { get; } = new();

    /// <summary>The line in its object; relative to the batch until the batch has its place.</summary>
    public ColumnList<long> SourceLine { get; } = new();

    /// <summary>What the rows take in memory, in bytes, roughly.</summary>
    public long SizeInBytes => Data.Bytes.Length + Extra.Bytes.Length + (40L * Count);

    /// <summary>Appends a row of other columns, of which the starts of its byte strings are known.</summary>
    public void AddRow(RawColumns from, int row, int dataStart, int extraStart, int sourceObject)
    {
        On.Add(Texts.Intern(from.Texts[from.On[row]]));
        At.Add(from.At[row]);
        Data.Add(from.Data, row, dataStart);
        OrganizationId.Add(Texts.Intern(from.Texts[from.OrganizationId[row]]));
        Extra.Add(from.Extra, row, extraStart);
        SourceObject.Add(sourceObject);
        SourceLine.Add(from.SourceLine[row]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (_room is not null)
            _room.Return(this);
        else
            Free();
    }

    /// <summary>Has the columns again, without rows.</summary>
    internal void Begin(string eventName, TextPool texts, bool isStray)
    {
        (EventName, Texts, IsStray, _isDisposed) = (eventName, texts, isStray, false);
        On.Clear();
        At.Clear();
        Data.Clear();
        OrganizationId.Clear();
        Extra.Clear();
        SourceObject.Clear();
        SourceLine.Clear();
    }

    private void Free()
    {
        On.Dispose();
        At.Dispose();
        Data.Dispose();
        OrganizationId.Dispose();
        Extra.Dispose();
        SourceObject.Dispose();
        SourceLine.Dispose();
    }
}
