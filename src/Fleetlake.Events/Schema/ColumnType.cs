namespace Fleetlake.Events.Schema;

/// <summary>The column types that every supported engine has.</summary>
public enum ColumnType
{
    /// <summary>Valid UTF-8 text.</summary>
    Text,

    /// <summary>An instant in UTC with microseconds; as a number, microseconds since 1970-01-01T00:00:00Z.</summary>
    Timestamp,

    /// <summary>A 64-bit IEEE 754 number.</summary>
    Double,

    /// <summary>A day of the UTC calendar.</summary>
    Date,

    /// <summary>A 64-bit signed integer.</summary>
    BigInt,

    /// <summary>Bytes that need not be UTF-8.</summary>
    Binary,
}
