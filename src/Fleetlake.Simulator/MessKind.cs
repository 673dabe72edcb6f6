namespace Fleetlake.Simulator;

/// <summary>
/// The trouble of real feeds. It never takes an event away: what makes a line useless comes besides the good line, as
/// from a sender that tries again. Only an event held back past the last file is missing.
/// </summary>
public enum MessKind
{
    /// <summary>The event is written into a later file, from a second to two of the fleet's days after its own.</summary>
    HeldBack,

    /// <summary>The event comes once more with times a minute to two days earlier, as from a clock behind.</summary>
    Backdated,

    /// <summary>The event comes once more with times a minute to a day later, as from a clock ahead.</summary>
    Early,

    /// <summary>The line stands twice in its file.</summary>
    TwiceInFile,

    /// <summary>The line stands in its file and again in a later one.</summary>
    TwiceLater,

    /// <summary>The event comes twice, the second time with other bytes, in its file or a later one.</summary>
    TwiceRestated,

    /// <summary>The line comes first cut in the middle. Not JSON.</summary>
    CutShort,

    /// <summary>A line of no sense comes before. Not JSON.</summary>
    Garbage,

    /// <summary>The line comes first with bytes that are not UTF-8.</summary>
    NotUtf8,

    /// <summary>JSON that is no event comes before: an empty object, an array, a number.</summary>
    NotAnEvent,

    /// <summary>The event comes first without a member of the envelope. Not in raw.</summary>
    MissingMember,

    /// <summary>The event comes first with a member of the envelope that is no text, or no good one. Not in raw.</summary>
    WrongType,

    /// <summary>The event comes first with an id that is missing, empty or no good text. In raw, not in staging.</summary>
    EmptyId,

    /// <summary>The update comes first with a position that is none: latitude 91, a text, one half. In raw, not in staging.</summary>
    OffTheMap,

    /// <summary>A period comes before that finishes before it starts. In raw, not in staging.</summary>
    FinishBeforeStart,

    /// <summary>The event comes first with an <c>at</c> that is no timestamp. Not in raw.</summary>
    BadTimestamp,

    /// <summary>The event comes first with <c>data</c> null, missing or no object. In raw, not in staging.</summary>
    NoData,

    /// <summary>A line of an event type that nobody modelled comes before. In raw under its own type.</summary>
    UnknownType,

    /// <summary>A line of an entity that nobody modelled comes before. In raw, not in staging.</summary>
    UnknownEntity,

    /// <summary>The event has members that nobody knows, at the top and in <c>data</c>.</summary>
    UnknownMembers,

    /// <summary>The event's timestamps are spelled with an offset, with more decimals or in lower case.</summary>
    TimestampSpelling,

    /// <summary>The event's numbers are spelled with an exponent or more zeros.</summary>
    NumberSpelling,

    /// <summary>The event's texts and names are spelled with escapes.</summary>
    Escapes,

    /// <summary>The event's members stand in another order, with white space between.</summary>
    Reordered,

    /// <summary>A member stands twice; the last one counts.</summary>
    DuplicateMember,

    /// <summary>A line of white space, or of nothing, stands before.</summary>
    BlankLine,

    /// <summary>The line ends with a carriage return and a line feed.</summary>
    CarriageReturn,

    /// <summary>The file begins with a byte order mark.</summary>
    ByteOrderMark,

    /// <summary>The file's last line has no end.</summary>
    NoFinalNewline,

    /// <summary>The file is empty, but for a byte order mark; its lines come with the next file.</summary>
    EmptyFile,

    /// <summary>A file that is no event file lies besides.</summary>
    ForeignFile,
}
