namespace Fleetlake.Bench;

/// <summary>What goes on, on standard error.</summary>
internal static class Progress
{
    public static void Say(FormattableString text) => Console.Error.WriteLine(FormattableString.Invariant(text));
}
