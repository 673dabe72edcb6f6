namespace Fleetlake.Events.Parsing;

/// <summary>The reason codes of rejected lines, one for each rule of the contract. They are data: a code never changes its meaning.</summary>
public static class Reason
{
    /// <summary>The line is longer than 64 MiB.</summary>
    public const string LineTooLong = "line_too_long";

    /// <summary>The line is not UTF-8.</summary>
    public const string InvalidUtf8 = "invalid_utf8";

    /// <summary>The line is not JSON by RFC 8259.</summary>
    public const string InvalidJson = "invalid_json";

    /// <summary>Objects and arrays nest more than 64 deep.</summary>
    public const string NestedTooDeep = "nested_too_deep";

    /// <summary>The line is JSON, but not an object.</summary>
    public const string NotAnObject = "not_an_object";

    /// <summary>A member that the contract needs is missing.</summary>
    public const string MissingMember = "missing_member";

    /// <summary>A member has another JSON type than the contract says.</summary>
    public const string WrongType = "wrong_type";

    /// <summary>A text is empty.</summary>
    public const string EmptyText = "empty_text";

    /// <summary>A text is longer than 255 bytes of UTF-8.</summary>
    public const string TextTooLong = "text_too_long";

    /// <summary>A text holds a surrogate without its pair.</summary>
    public const string InvalidUnicode = "invalid_unicode";

    /// <summary>A text holds U+0000.</summary>
    public const string NulInText = "nul_in_text";

    /// <summary>A timestamp does not have the form <c>YYYY-MM-DDThh:mm:ss[.decimals](Z|±hh:mm)</c>.</summary>
    public const string MalformedTimestamp = "malformed_timestamp";

    /// <summary>A timestamp names no zone.</summary>
    public const string TimestampWithoutZone = "timestamp_without_zone";

    /// <summary>A timestamp names a date or a time that does not exist.</summary>
    public const string NonexistentTime = "nonexistent_time";

    /// <summary>A timestamp's offset is more than 14:00 or no offset at all.</summary>
    public const string OffsetOutOfRange = "offset_out_of_range";

    /// <summary>A timestamp lies before 1900 or after 2299.</summary>
    public const string TimestampOutOfRange = "timestamp_out_of_range";

    /// <summary>A coordinate lies outside of its bounds.</summary>
    public const string CoordinateOutOfRange = "coordinate_out_of_range";

    /// <summary>A position has one of its two coordinates.</summary>
    public const string IncompletePosition = "incomplete_position";

    /// <summary>A period finishes before it starts.</summary>
    public const string FinishBeforeStart = "finish_before_start";
}
