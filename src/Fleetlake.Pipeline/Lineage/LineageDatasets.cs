using Fleetlake.Events.Contracts;
using Fleetlake.Events.Schema;
using Fleetlake.Lake;
using Fleetlake.Lake.Parquet;
using Fleetlake.Pipeline.Configuration;
using Fleetlake.Pipeline.Planning;
using Fleetlake.Pipeline.Steps;
using Fleetlake.Warehouse.Models;

namespace Fleetlake.Pipeline.Lineage;

/// <summary>
/// What each step reads and writes, named as the OpenLineage naming rules say: <c>s3://bucket</c> and the key, <c>file</c> and the
/// path, <c>clickhouse://host:port</c> and <c>database.table</c>, <c>duckdb://path</c> and <c>database.main.table</c>.
/// </summary>
internal sealed class LineageDatasets(Settings settings, ModelCatalog models)
{
    private const string S3 = "s3://";

    // The first two are folders.
    private static readonly Column[] RawColumns = [new("date", ColumnType.Date), new("event", ColumnType.Text), .. LakeFiles.Raw];

    /// <summary>What a step reads.</summary>
    public IReadOnlyList<LineageDataset> Inputs(PlanStep step) => step.Kind switch
    {
        StepKind.Extract => [In(settings.SourceUrl, "", [])],
        StepKind.Stage => [In(settings.Raw, "", RawColumns)],
        StepKind.Load => [Staged(step.Target)],
        StepKind.Model => [.. Model(step).Reads.Select(read => Table(read.Table))],
        _ => [Table(step.Target)],
    };

    /// <summary>What a step writes, with what it has written.</summary>
    public IReadOnlyList<LineageDataset> Outputs(PlanStep step, StepOutcome? outcome)
    {
        long? rows = outcome is { IsChanged: true } ? outcome.Rows : null;
        return step.Kind switch
        {
            StepKind.Extract =>
            [
                In(settings.Raw, "", RawColumns) with { RowCount = rows },
                Staged(LakeLayout.RejectedTable) with { RowCount = rows is null ? null : outcome!.Rejected },
            ],
            StepKind.Stage => [Staged(StagedTableOf(step)) with { RowCount = rows, Size = rows is null ? null : outcome!.Bytes }],
            StepKind.Check => [],
            _ => [Table(step.Target) with { RowCount = rows }],
        };
    }

    private Model Model(PlanStep step) => models.Models.Single(model => model.Name == step.Target);

    private static string StagedTableOf(PlanStep step) => EventContracts.All.Single(contract => contract.Event == step.Target).Table.Name;

    private LineageDataset Staged(string table) => In(settings.Staging, table, ColumnsOf(table));

    private LineageDataset Table(string name)
    {
        var columns = ColumnsOf(name);
        if (settings.Warehouse.ClickHouse is { } server)
            return new LineageDataset($"clickhouse://{server.Url.Host}:{server.Url.Port}", $"{server.Database}.{name}", columns);
        string path = settings.Warehouse.DuckDb!.Path;
        return new LineageDataset($"duckdb://{path}", $"{Path.GetFileNameWithoutExtension(path)}.main.{name}", columns);
    }

    private IReadOnlyList<Column> ColumnsOf(string table) =>
        Workspace.StagedTables.Concat(models.Models.Select(model => model.Table)).Single(each => each.Name == table).Columns;

    private static LineageDataset In(string root, string folder, IReadOnlyList<Column> columns)
    {
        if (!root.StartsWith(S3, StringComparison.Ordinal))
            return new LineageDataset("file", folder.Length == 0 ? root : Path.Combine(root, folder), columns);
        string[] parts = root[S3.Length..].TrimEnd('/').Split('/', 2);
        string key = string.Join('/', parts.Skip(1).Append(folder).Where(part => part.Length > 0));
        return new LineageDataset(S3 + parts[0], key.Length == 0 ? "/" : key, columns);
    }
}
