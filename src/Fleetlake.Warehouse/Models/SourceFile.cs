namespace Fleetlake.Warehouse.Models;

/// <summary>A SQL file as it was read, its line ends made <c>\n</c> so that a checkout on Windows has the same digest.</summary>
internal sealed class SourceFile
{
    public SourceFile(string path, bool isSnippet, string text)
    {
        Path = path;
        IsSnippet = isSnippet;
        Text = text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
        Lines = Text.Split('\n');
        HeaderLines = Lines.TakeWhile(line => line.StartsWith("--", StringComparison.Ordinal)).Count();
    }

    /// <summary>As messages name it.</summary>
    public string Path { get; }

    public bool IsSnippet { get; }

    public string Text { get; }

    public IReadOnlyList<string> Lines { get; }

    /// <summary>How many lines the leading comment has.</summary>
    public int HeaderLines { get; }

    /// <summary>The file's name without folder and ending.</summary>
    public string Stem => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>What follows the header, with an empty line for each line of it: the lines keep their numbers.</summary>
    public string Body => string.Join('\n', Enumerable.Repeat("", HeaderLines).Concat(Lines.Skip(HeaderLines))).TrimEnd();
}
