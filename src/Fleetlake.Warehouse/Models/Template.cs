namespace Fleetlake.Warehouse.Models;

/// <summary>SQL with tags: text is kept to the letter, a tag <c>{{ name }}</c> or <c>{{ name(arguments) }}</c> is replaced by text.</summary>
internal sealed class Template(IReadOnlyList<Template.Piece> pieces)
{
    /// <summary>Text, or a tag.</summary>
    internal abstract record Piece;

    internal sealed record Text(string Value) : Piece;

    /// <summary>A tag.</summary>
    /// <param name="Name">What it names.</param>
    /// <param name="Arguments">Its arguments, without line ends; null when it has no parentheses.</param>
    /// <param name="Line">The line it begins on, from 1.</param>
    /// <param name="LineEnds">How many lines it ends: as many follow its text, so that later lines keep their numbers.</param>
    /// <param name="IsNamed">True when <c>as</c> follows it.</param>
    internal sealed record Tag(string Name, IReadOnlyList<string>? Arguments, int Line, int LineEnds, bool IsNamed) : Piece;

    public IEnumerable<Tag> Tags => pieces.OfType<Tag>();

    /// <summary>The SQL with every tag replaced.</summary>
    public string Render(Func<Tag, string> replace) => string.Concat(pieces.Select(piece => piece switch
    {
        Tag tag => replace(tag) + new string('\n', tag.LineEnds),
        _ => ((Text)piece).Value,
    }));
}
