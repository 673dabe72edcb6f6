namespace Fleetlake.Lake;

/// <summary>A fault of a store or of what lies in the lake; it names the object.</summary>
public class LakeException : FleetlakeException
{
    /// <inheritdoc cref="FleetlakeException(FaultKind, string, Exception?)"/>
    public LakeException(FaultKind kind, string message, Exception? innerException = null)
        : base(kind, message, innerException)
    {
    }
}

/// <summary>An object is not, or no longer, the one that was listed: list again and read again.</summary>
public sealed class ObjectChangedException : LakeException
{
    /// <inheritdoc cref="FleetlakeException(FaultKind, string, Exception?)"/>
    public ObjectChangedException(string message, Exception? innerException = null)
        : base(FaultKind.Transient, message, innerException)
    {
    }
}

/// <summary>The server does not know something that a request asks for (501 of S3).</summary>
public sealed class UnknownRequestException : LakeException
{
    /// <inheritdoc cref="FleetlakeException(FaultKind, string, Exception?)"/>
    public UnknownRequestException(string message, Exception? innerException = null)
        : base(FaultKind.Failed, message, innerException)
    {
    }
}

/// <summary>A file of the lake cannot be read as what it should be; <c>run --force</c> makes it anew from what is whole.</summary>
public sealed class CorruptObjectException : LakeException
{
    /// <summary>Names the object and what is wrong with it.</summary>
    /// <param name="location">Where it lies.</param>
    /// <param name="found">What was there.</param>
    /// <param name="expected">What should be there.</param>
    /// <param name="innerException">What was underneath, if anything.</param>
    /// <param name="remedy">What a person can do; null where <c>run --force</c> mends it.</param>
    public CorruptObjectException(
        string location, string found, string expected, Exception? innerException = null, string? remedy = null)
        : base(
            FaultKind.Failed,
            $"{location} is corrupt: found {found}, expected {expected}. {remedy ?? "`fleetlake run --force` for its date makes it anew."}",
            innerException)
    {
    }
}
