using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Warehouse.DuckDb;

/// <summary>Tells DuckDB's refusal of a model as a fault of its file.</summary>
internal static partial class ModelErrors
{
    /// <summary>Runs work on a model's query, whose lines are those of its file.</summary>
    public static Task<T> ToldAsync<T>(Model model, Func<Task<T>> work) => ToldAsync(model, null, work);

    /// <summary>Runs work on SQL of a model that stands in one line of its file.</summary>
    public static async Task<T> ToldAsync<T>(Model model, int? line, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (DuckDBException exception)
        {
            var at = Line().Match(exception.Message) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : (int?)null;
            throw ModelFaults.Refused(model, line ?? at, exception.Message, exception);
        }
    }

    [GeneratedRegex(@"^LINE (\d+): ", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
