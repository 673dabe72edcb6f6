using System.Globalization;
using System.Text.RegularExpressions;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>Tells ClickHouse's refusal of a model as a fault of its file. It names a line for errors of syntax alone.</summary>
internal static partial class ModelRefusals
{
    /// <param name="model">The model.</param>
    /// <param name="line">The line of the file that the SQL stands in; null when the SQL's lines are the file's.</param>
    /// <param name="work">What sends the SQL.</param>
    public static async Task ToldAsync(Model model, int? line, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (ClickHouseException exception) when (exception.Kind == FaultKind.Failed)
        {
            throw ModelFaults.Refused(model, line ?? LineOf(exception.Said), exception.Said, exception);
        }
    }

    // What is found in the first line, which is a header's, is the statement around the query: a parenthesis that is not closed.
    private static int? LineOf(string said) =>
        Line().Match(said) is { Success: true } match && int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) is var line and > 1 ? line : null;

    [GeneratedRegex(@"\(line (\d+), col \d+\)", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
