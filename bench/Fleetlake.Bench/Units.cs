using System.Globalization;

namespace Fleetlake.Bench;

/// <summary>Numbers as people read them.</summary>
internal static class Units
{
    public static string Seconds(double seconds) => Text($"{seconds:0.0} s", $"{seconds:0.00} s", seconds >= 1);

    public static string Bytes(double bytes) => Text($"{bytes / (1 << 30):0.00} GiB", $"{bytes / (1 << 20):0} MiB", bytes >= 1 << 30);

    public static string Count(double count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(FormattableString large, FormattableString small, bool isLarge) =>
        FormattableString.Invariant(isLarge ? large : small);
}
