namespace Fleetlake.Warehouse.Models;

/// <summary>Reads <c>(a, f(b, c), 'd, e')</c>: commas within parentheses and quotes do not part arguments.</summary>
internal static class ArgumentList
{
    /// <summary>The arguments, trimmed; null when there is none, one is empty, or what is opened does not close at the end.</summary>
    public static IReadOnlyList<string>? TryRead(string text)
    {
        var arguments = new List<string>();
        var (depth, start, quote) = (0, 1, '\0');
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (quote != '\0')
                quote = character == quote ? '\0' : quote;
            else if (character is '\'' or '"')
                quote = character;
            else if (character == '(')
                depth++;
            else if (character == ')')
                depth--;
            var isEnd = depth == 0;
            if (!isEnd && !(character == ',' && depth == 1 && quote == '\0'))
                continue;
            arguments.Add(text[start..i].Trim());
            start = i + 1;
            if (isEnd)
                break;
        }
        return start == text.Length && depth == 0 && arguments.TrueForAll(argument => argument.Length > 0) ? arguments : null;
    }
}
