using System.Globalization;
using Fleetlake.Events.Schema;

namespace Fleetlake.Warehouse.Redshift;

/// <summary>Replaces a partition of a staged table by the rows of its Parquet file, which Redshift reads from the bucket into a temporary table.</summary>
internal sealed class RedshiftLoad(RedshiftServer server, RedshiftClauses clauses, PartitionWriter writer)
{
    private readonly TableStatements _statements = new(clauses);

    public async Task<long> RunAsync(TableSchema table, DateOnly date, StagedFile? file, string version, CancellationToken cancellationToken)
    {
        var state = new PartitionState(table.Name, date, version, "", 0, null);
        string delete = TableStatements.Delete(table, [date]);
        if (file is null)
        {
            await writer.WriteAsync(table.Name, [delete], [state], cancellationToken);
            return 0;
        }

        var shape = ParquetShape.Read(file, table.Name);
        shape.EnsureFits(file, table);
        // COPY goes by number and order: the temporary table has the file's.
        Column[] columns = [.. shape.Columns.Select(found => table.Columns.First(column => column.Name == found.Name))];
        await using var staged = await TemporaryTable.CreateAsync(server, table.Name, name => _statements.CreateStaged(name, columns), cancellationToken);
        string about = string.Create(CultureInfo.InvariantCulture, $"{table.Name} of {date:yyyy-MM-dd}");
        await ToldAsync(said => Refused(table, file, said), () => clauses.CopyAsync(server, about, staged.Name, file, columns, cancellationToken));
        // COPY takes whatever lies at the key: another file than the one found would have another state.
        if (await CountAsync(table, staged.Name, cancellationToken) != shape.Rows || !await file.IsCurrentAsync(cancellationToken))
            throw new FleetlakeException(FaultKind.Transient, $"{file.Location} cannot be loaded into {table.Name}: it was replaced while it was loaded.");
        await ToldAsync(
            said => ParquetShape.Unreadable(file, table.Name, $"{said.Said.TrimEnd('.')}.", said),
            () => writer.WriteAsync(table.Name, [delete, TableStatements.InsertStaged(staged.Name, table, date)], [state with { Rows = shape.Rows }], cancellationToken));
        return shape.Rows;
    }

    private async Task<long> CountAsync(TableSchema table, string staged, CancellationToken cancellationToken) =>
        (await server.ReadAsync(table.Name, $"select count(*) from {RedshiftDialect.Instance.Name(staged)}", row => row.GetInt64(0), cancellationToken))[0];

    private static async Task ToldAsync(Func<RedshiftException, FleetlakeException> told, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (RedshiftException exception) when (exception.Kind == FaultKind.Failed)
        {
            throw told(exception);
        }
    }

    private FleetlakeException Refused(TableSchema table, StagedFile file, RedshiftException exception) => new(
        FaultKind.Failed,
        $"{file.Location} cannot be copied into {table.Name} with {clauses.Role}: {exception.Said.TrimEnd('.')}. The role has to be attached to the cluster and may need s3:GetObject on the file "
        + "and s3:ListBucket on its bucket, which has to lie in the region of Redshift. If the file is damaged, `run --force` rebuilds it.",
        exception);
}
