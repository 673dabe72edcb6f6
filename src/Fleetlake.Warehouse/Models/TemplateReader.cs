using System.Text.RegularExpressions;

namespace Fleetlake.Warehouse.Models;

/// <summary>Reads SQL with tags.</summary>
internal static partial class TemplateReader
{
    private const string Open = "{{";
    private const string Close = "}}";

    /// <summary>Splits the text at its tags; what is no tag is told and left out.</summary>
    /// <param name="file">The file, for messages.</param>
    /// <param name="firstLine">The line that the text begins on, from 1.</param>
    /// <param name="text">SQL.</param>
    /// <param name="faults">Takes what is wrong.</param>
    public static Template Read(string file, int firstLine, string text, Faults faults)
    {
        var pieces = new List<Template.Piece>();
        var (position, line) = (0, firstLine);
        while (text.IndexOf(Open, position, StringComparison.Ordinal) is var open and >= 0)
        {
            var before = text[position..open];
            pieces.Add(new Template.Text(before));
            line += before.Count('\n');
            var close = text.IndexOf(Close, open, StringComparison.Ordinal);
            var next = text.IndexOf(Open, open + Open.Length, StringComparison.Ordinal);
            if (close < 0 || (next >= 0 && next < close))
            {
                faults.Add(file, line, "\"{{\" is not closed; expected \"}}\" before the next \"{{\".");
                return new(pieces);
            }
            var inner = text[(open + Open.Length)..close];
            if (ReadTag(inner, line, As().IsMatch(text, close + Close.Length)) is { } tag)
                pieces.Add(tag);
            else
                faults.Add(file, line, $"\"{{{{{inner}}}}}\" is no tag; expected {{{{ name }}}} or {{{{ name(argument, …) }}}}.");
            line += inner.Count('\n');
            position = close + Close.Length;
        }
        pieces.Add(new Template.Text(text[position..]));
        return new(pieces);
    }

    private static Template.Tag? ReadTag(string inner, int line, bool isNamed)
    {
        var lineEnds = inner.Count('\n');
        var text = inner.Replace('\n', ' ').Trim();
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var name = (open < 0 ? text : text[..open]).TrimEnd();
        if (!Identifier.IsValid(name))
            return null;
        if (open < 0)
            return new(name, null, line, lineEnds, isNamed);
        return ArgumentList.TryRead(text[open..]) is { } arguments ? new(name, arguments, line, lineEnds, isNamed) : null;
    }

    [GeneratedRegex(@"\G\s+as\s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex As();
}
