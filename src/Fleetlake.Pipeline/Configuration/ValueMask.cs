using System.Text.RegularExpressions;

namespace Fleetlake.Pipeline.Configuration;

/// <summary>Takes from a value what may be a password, so that a message can repeat the rest: what stands before an @, and what after a =.</summary>
internal static partial class ValueMask
{
    public static string Apply(string value) => Assigned().Replace(User().Replace(value, "$1…@"), "=…");

    // A password may have any character in it, an @ or a / too: what counts is the last @.
    [GeneratedRegex(@"(\A[a-zA-Z][a-zA-Z0-9+.-]*://|\A(?=[^/]*:)|//).*@", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex User();

    // Nor does a & end it for sure.
    [GeneratedRegex(@"=.+", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Assigned();
}
