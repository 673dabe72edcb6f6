using System.Text.RegularExpressions;

namespace Fleetlake.Warehouse.Models;

/// <summary>The names that every engine takes as they are: PostgreSQL ends them at 63 bytes, and case never matters.</summary>
internal static partial class Identifier
{
    public const string Expected = "expected a-z, 0-9 and _, not beginning with a digit, at most 63 characters";

    public static bool IsValid(string text) => Pattern().IsMatch(text);

    /// <summary>Gives the name back, or throws when it is none: the last guard before it becomes SQL.</summary>
    public static string Check(string name) => IsValid(name)
        ? name
        : throw new FleetlakeException(FaultKind.Caller, $"\"{name}\" is no name of a table or column; {Expected}.");

    [GeneratedRegex(@"^[a-z_][a-z0-9_]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
