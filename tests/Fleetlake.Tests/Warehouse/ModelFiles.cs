using Fleetlake.Warehouse.Models;

namespace Fleetlake.Tests.Warehouse;

/// <summary>Model files for tests, in a folder of their own.</summary>
internal sealed class ModelFiles : IDisposable
{
    private readonly TestFolder _folder = new();

    public string Path => _folder.Path;

    /// <summary>A good model that counts updates, with a line or part of it replaced.</summary>
    public static string Good(string name, string find = "", string replacement = "")
    {
        var text = $$$"""
            -- model: {{{name}}}
            -- description: updates by organization
            -- reads: update_events 0
            -- columns:
            --   date date
            --   organization_id text
            --   updates bigint
            --   note text null
            -- partition by: date
            -- order by: organization_id
            -- test: not_null organization_id

            select
              u.date as date,
              u.organization_id as organization_id,
              count(*) as updates,
              max('note') as note
            from {{ update_events }} as u
            group by u.date, u.organization_id
            """;
        return find.Length == 0 ? text : text.Replace(find, replacement, StringComparison.Ordinal);
    }

    public ModelFiles Add(string file, string text)
    {
        _folder.Write(file, text);
        return this;
    }

    public ModelCatalog Read() => ModelCatalog.FromFolder(Path, StagedTables.All);

    /// <summary>The faults, each as <c>file:line: …</c> with the file's name in the folder.</summary>
    public string[] Faults()
    {
        var exception = Xunit.Assert.Throws<FleetlakeException>(Read);
        Xunit.Assert.Equal(FaultKind.Caller, exception.Kind);
        return [.. exception.Message.Split('\n').Select(line => line.Replace(Path + "/", "", StringComparison.Ordinal))];
    }

    public void Dispose() => _folder.Dispose();
}
