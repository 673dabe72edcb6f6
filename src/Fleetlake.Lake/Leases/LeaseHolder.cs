using System.Globalization;
using System.Text;

namespace Fleetlake.Lake.Leases;

/// <summary>Who holds a lease, as the file beside the lease says it to the next one who asks.</summary>
internal sealed record LeaseHolder(string Host, int ProcessId, DateTimeOffset Since)
{
    public static LeaseHolder Current => new(Environment.MachineName, Environment.ProcessId, TimeProvider.System.GetUtcNow());

    public byte[] ToBytes() => Encoding.UTF8.GetBytes($"{Host} {ProcessId} {Since:O}");

    public static LeaseHolder? Parse(string text) =>
        text.Split(' ') is [var host, var process, var since]
        && int.TryParse(process, CultureInfo.InvariantCulture, out int id)
        && DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var instant)
            ? new LeaseHolder(host, id, instant)
            : null;

    public override string ToString() => $"process {ProcessId} on {Host} since {Since.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}";
}
