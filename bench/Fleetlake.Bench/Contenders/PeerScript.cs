namespace Fleetlake.Bench.Contenders;

/// <summary>A named step of the peer's SQL: one or more statements.</summary>
internal sealed record PeerScript(string Name, string Sql)
{
    /// <summary>The step that is one query: its first value is the answer.</summary>
    public const string Answer = "answer";

    private const string Heading = "-- step: ";

    public static IReadOnlyList<PeerScript> Read(string path) =>
    [
        .. File.ReadAllText(path).Split(Heading)[1..]
            .Select(text => text.Split('\n', 2))
            .Select(lines => new PeerScript(lines[0].Trim(), lines[1])),
    ];
}
