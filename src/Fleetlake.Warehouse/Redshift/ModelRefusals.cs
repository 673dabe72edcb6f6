using Fleetlake.Warehouse.Models;

namespace Fleetlake.Warehouse.Redshift;

/// <summary>Tells the server's refusal of a model as a fault of its file.</summary>
internal static class ModelRefusals
{
    /// <summary>Runs work on a statement whose lines are those of the model's file.</summary>
    public static Task<T> ToldAsync<T>(Model model, string statement, Func<Task<T>> work) => ToldAsync(model, exception => LineOf(statement, exception.Position), work);

    /// <summary>Runs work on SQL of a model that stands in one line of its file.</summary>
    public static Task<T> ToldAsync<T>(Model model, int line, Func<Task<T>> work) => ToldAsync(model, _ => line, work);

    private static async Task<T> ToldAsync<T>(Model model, Func<RedshiftException, int?> lineOf, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (RedshiftException exception) when (exception.Kind == FaultKind.Failed)
        {
            throw ModelFaults.Refused(model, lineOf(exception), exception.Said, exception);
        }
    }

    // What is found in the first line, which is a header's, is the statement around the query.
    private static int? LineOf(string statement, int position)
    {
        if (position <= 0)
            return null;
        int line = 1 + statement.AsSpan(0, Math.Min(position - 1, statement.Length)).Count('\n');
        return line > 1 ? line : null;
    }
}
