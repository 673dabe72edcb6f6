using System.Globalization;
using Fleetlake.Simulator.Lines;

namespace Fleetlake.Simulator;

/// <summary>Names the file of a second, by the clock of the source.</summary>
internal sealed class FileNames(SimulatedLayout layout, TimeSpan clockOffset)
{
    public string Of(long millis)
    {
        var time = Stamps.ToDateTime(millis) + clockOffset;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Folder(time)}{time:yyyy-MM-dd}-{time.Hour}-{time.Minute}-{time.Second}-events.json");
    }

    /// <summary>The key of a file that lies beside the one of this second.</summary>
    public string Beside(long millis, string name) => Folder(Stamps.ToDateTime(millis) + clockOffset) + name;

    public static string LastSegment(string name) => name[(name.LastIndexOf('/') + 1)..];

    private string Folder(DateTime time)
        => layout == SimulatedLayout.Nested ? time.ToString("yyyy'/'MM'/'dd'/'HH'/'mm'/'", CultureInfo.InvariantCulture) : "";
}
