namespace Fleetlake.Warehouse.Models;

/// <summary>Orders models so that each comes after those it reads, by name among equals.</summary>
internal static class BuildOrder
{
    /// <summary>The models in order; those in a circle are told and left out.</summary>
    public static IReadOnlyList<ModelDraft> Of(IReadOnlyList<ModelDraft> drafts, Faults faults)
    {
        var waiting = new SortedDictionary<string, ModelDraft>(StringComparer.Ordinal);
        foreach (var draft in drafts)
            waiting.TryAdd(draft.Name.Text, draft);
        var ordered = new List<ModelDraft>();
        while (waiting.Values.FirstOrDefault(draft => !Needed(draft, waiting).Any()) is { } next)
        {
            ordered.Add(next);
            waiting.Remove(next.Name.Text);
        }
        if (waiting.Count > 0)
        {
            var (circle, read) = Circle(waiting);
            faults.Add(circle[0].File.Path, read, $"models read each other in a circle: {string.Join(" → ", circle.Append(circle[0]).Select(draft => draft.Name.Text))}.");
        }
        return ordered;
    }

    private static IEnumerable<ModelDraft> Needed(ModelDraft draft, SortedDictionary<string, ModelDraft> waiting) =>
        draft.Reads.Where(read => waiting.ContainsKey(read.Read.Table)).Select(read => waiting[read.Read.Table]);

    // Each waiting model needs a waiting one, so following the first need comes back to where it was.
    private static (IReadOnlyList<ModelDraft> Circle, int Line) Circle(SortedDictionary<string, ModelDraft> waiting)
    {
        var path = new List<ModelDraft>();
        var draft = waiting.Values.First();
        while (!path.Contains(draft))
        {
            path.Add(draft);
            draft = Needed(draft, waiting).First();
        }
        var circle = path[path.IndexOf(draft)..];
        var next = circle[1 % circle.Count].Name.Text;
        return (circle, circle[0].Reads.First(read => read.Read.Table == next).Line);
    }
}
