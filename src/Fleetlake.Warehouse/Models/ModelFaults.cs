using System.Globalization;

namespace Fleetlake.Warehouse.Models;

/// <summary>What is wrong with what a model gives.</summary>
internal static class ModelFaults
{
    public static FleetlakeException OtherDates(Model model, long rows) => new(
        FaultKind.Failed, string.Create(CultureInfo.InvariantCulture, $"{model.File}: gives {rows} rows of dates that are not built; expected it to keep to {{{{ dates }}}}."));

    /// <summary>Fails when the query does not give the columns of the header, in their order.</summary>
    public static void EnsureColumns(Model model, IReadOnlyList<string> found)
    {
        var expected = model.Table.Columns.Select(column => column.Name).ToArray();
        if (!found.SequenceEqual(expected))
            throw new FleetlakeException(
                FaultKind.Failed, $"{model.File}: gives the columns {string.Join(", ", found)}; expected those of its header: {string.Join(", ", expected)}.");
    }

    /// <summary>The engine's refusal as a fault of the model's file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="line">The line of the file, where it is known.</param>
    /// <param name="message">What the engine says.</param>
    /// <param name="exception">What was underneath.</param>
    public static FleetlakeException Refused(Model model, int? line, string message, Exception exception)
    {
        var place = line is { } number ? string.Create(CultureInfo.InvariantCulture, $"{model.File}:{number}") : model.File;
        return new(FaultKind.Failed, $"{place}: {message.Trim()}", exception);
    }
}
