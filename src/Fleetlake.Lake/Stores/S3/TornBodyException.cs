namespace Fleetlake.Lake.Stores.S3;

/// <summary>A body that ended before or after it should, or not in time: nothing of it counts, and it is asked for again.</summary>
internal sealed class TornBodyException(string message, Exception? innerException = null) : Exception(message, innerException);
