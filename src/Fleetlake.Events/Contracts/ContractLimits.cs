namespace Fleetlake.Events.Contracts;

/// <summary>The numbers of the contract's rules, in one place for every program that enforces them.</summary>
public static class ContractLimits
{
    /// <summary>The longest line that is read, in bytes.</summary>
    public const int MaxLineBytes = 64 << 20;

    /// <summary>What is kept of a line that is longer than <see cref="MaxLineBytes"/>, in bytes.</summary>
    public const int KeptOfLongLine = 64 << 10;

    /// <summary>How deep objects and arrays nest, the line's own object among them.</summary>
    public const int MaxDepth = 64;

    /// <summary>The longest text, in bytes of UTF-8.</summary>
    public const int MaxTextBytes = 255;

    /// <summary>The largest offset of a timestamp from UTC, either way.</summary>
    public const int MaxOffsetMinutes = 14 * 60;

    /// <summary>The first year of an instant, in UTC.</summary>
    public const int FirstYear = 1900;

    /// <summary>The last year of an instant, in UTC.</summary>
    public const int LastYear = 2299;

    /// <summary>The largest latitude in degrees, north or south.</summary>
    public const int MaxLatitude = 90;

    /// <summary>The largest longitude in degrees, east or west.</summary>
    public const int MaxLongitude = 180;

    /// <summary>How many bytes of a value a rejection's detail shows.</summary>
    public const int ShownBytes = 80;
}
