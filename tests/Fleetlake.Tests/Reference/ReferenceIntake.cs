using System.Text;

namespace Fleetlake.Tests.Reference;

/// <summary>Raw, rejected and staged rows, filled line by line.</summary>
internal sealed class ReferenceIntake
{
    private const int KeptOfLongLine = 64 * 1024;
    private static readonly string[] _known = ["event", "on", "at", "data", "organization_id"];

    public List<RawRow> Raw { get; } = [];

    public List<RejectedRow> Rejected { get; } = [];

    /// <summary>A set, so that the same staged columns are one row whatever object or source date they came in.</summary>
    public HashSet<IReferenceRow> Staged { get; } = [];

    public void Take(DateOnly sourceDate, string key, ReferenceLine line)
    {
        bool inRaw = false;
        try
        {
            ReferenceEnvelope envelope = ReferenceContract.Envelope(line.Bytes);
            Raw.Add(RawRow(sourceDate, key, line.Number, envelope));
            inRaw = true;
            if (ReferenceContract.Staged(envelope) is { } row)
                Staged.Add(row);
        }
        catch (BrokenContractException broken)
        {
            Rejected.Add(new RejectedRow(sourceDate, key, line.Number, inRaw, Kept(line.Bytes), broken.Message));
        }
    }

    private static RawRow RawRow(DateOnly sourceDate, string key, long line, ReferenceEnvelope envelope)
    {
        byte[]? data = ReferenceJson.Member(envelope.Members, "data");
        return new RawRow(
            sourceDate,
            envelope.Event,
            envelope.On,
            envelope.At,
            data is null ? null : Encoding.UTF8.GetString(data),
            envelope.OrganizationId,
            Extra(envelope.Members),
            key,
            line);
    }

    private static Dictionary<string, string>? Extra(Dictionary<string, byte[]> members)
    {
        var extra = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, byte[] value) in members)
        {
            if (!_known.Contains(name))
                extra[name] = Encoding.UTF8.GetString(value);
        }

        return extra.Count == 0 ? null : extra;
    }

    private static byte[] Kept(byte[] line) =>
        line.Length > ReferenceContract.MaxLineBytes ? line[..KeptOfLongLine] : line;
}
