namespace Fleetlake.Tests.Faults;

/// <summary>What a <see cref="FaultProxy"/> does to one request in place of passing it on as it is.</summary>
internal abstract record Fault
{
    /// <summary>The server does not see the request and the client gets no answer, until one of the two ends.</summary>
    internal sealed record Silence : Fault;

    /// <summary>The server does not see the request; the connection is reset.</summary>
    internal sealed record Refusal : Fault;

    /// <summary>The server does what was asked, and its answer is lost with the connection.</summary>
    internal sealed record LostAnswer : Fault;

    /// <summary>The connection is reset after so many bytes of the answer's body; the head has told all of them.</summary>
    internal sealed record ResetWithin(long BodyBytes) : Fault;

    /// <summary>The answer ends in order, so many bytes too early, and its head says that this is all.</summary>
    internal sealed record WrongLength(long MissingBytes) : Fault;

    /// <summary>The answer's body comes no faster than that.</summary>
    internal sealed record SlowBody(int BytesPerSecond) : Fault;

    /// <summary>The server does not see the request; the client gets this answer.</summary>
    internal sealed record Answer(int Status, string Body = "", string ContentType = "application/xml") : Fault
    {
        public static Answer InternalError { get; } =
            new(500, "<?xml version=\"1.0\"?><Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>");

        public static Answer SlowDown { get; } =
            new(503, "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>");
    }
}
