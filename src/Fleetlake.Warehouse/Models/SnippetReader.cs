using System.Text.RegularExpressions;

namespace Fleetlake.Warehouse.Models;

/// <summary>Reads <c>snippets/name.sql</c>: a line <c>-- snippet: name(arguments)</c>, comment lines, an expression.</summary>
internal static partial class SnippetReader
{
    public static Snippet? Read(SourceFile file, Faults faults)
    {
        var match = Header().Match(file.Lines[0]);
        if (!match.Success)
            return Fault(1, $"the first line is \"{file.Lines[0]}\"; expected \"-- snippet: {file.Stem}(argument, …)\".");
        var name = match.Groups[1].Value;
        var parameters = match.Groups[2].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var identifier in parameters.Prepend(name).Where(identifier => !Identifier.IsValid(identifier)))
            faults.Add(file.Path, 1, $"\"{identifier}\" is no identifier; {Identifier.Expected}.");
        if (name != file.Stem)
            return Fault(1, $"the snippet is named \"{name}\"; expected \"{file.Stem}\", as its file.");
        if (EngineSnippets.Parameters.ContainsKey(name))
            return Fault(1, $"\"{name}\" is a snippet of the engines; expected another name.");
        if (parameters.Distinct().Count() != parameters.Length)
            return Fault(1, $"\"{match.Groups[2].Value}\" names an argument twice; expected each once.");
        return Body(file, name, parameters, faults);

        Snippet? Fault(int line, string message)
        {
            faults.Add(file.Path, line, message);
            return null;
        }
    }

    private static Snippet? Body(SourceFile file, string name, string[] parameters, Faults faults)
    {
        var lines = file.Lines.Skip(file.HeaderLines).Select(line => line.Trim()).Where(line => line.Length > 0).ToArray();
        if (lines.Length == 0)
            faults.Add(file.Path, file.HeaderLines, "the snippet ends after its header; expected an expression.");
        // It becomes part of one line of a model, which a comment would cut off.
        if (lines.Any(line => line.Contains("--", StringComparison.Ordinal)))
            faults.Add(file.Path, file.HeaderLines + 1, "a comment stands in the expression; expected comments in the first lines only.");
        var body = TemplateReader.Read(file.Path, file.HeaderLines + 1, string.Join(' ', lines), faults);
        foreach (var tag in body.Tags.Where(tag => tag.Arguments is not null || !parameters.Contains(tag.Name)))
            faults.Add(file.Path, file.HeaderLines + 1, $"\"{{{{ {tag.Name} }}}}\" is no argument of the snippet; expected one of {string.Join(", ", parameters)}.");
        return new(name, parameters, body);
    }

    [GeneratedRegex(@"^-- snippet: *([^ (]+)\(([^()]*)\) *\z", RegexOptions.CultureInvariant)]
    private static partial Regex Header();
}
