namespace Fleetlake.Warehouse.Models;

/// <summary>An expression with named arguments that every engine runs, written once in <c>snippets/name.sql</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">The names of its arguments.</param>
/// <param name="Body">The expression on one line, with a tag for each argument.</param>
internal sealed record Snippet(string Name, IReadOnlyList<string> Parameters, Template Body)
{
    public string Signature => $"{Name}({string.Join(", ", Parameters)})";

    /// <summary>The expression with these arguments, in parentheses so that it stands as one operand wherever it is put.</summary>
    public string Expand(IReadOnlyList<string> arguments)
    {
        var values = Parameters.Zip(arguments).ToDictionary(pair => pair.First, pair => Operand(pair.Second));
        return "(" + Body.Render(tag => values[tag.Name]) + ")";
    }

    /// <summary>The text as one operand: in parentheses unless it is a name or a number.</summary>
    public static string Operand(string text) =>
        text.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.') ? text : $"({text})";
}
