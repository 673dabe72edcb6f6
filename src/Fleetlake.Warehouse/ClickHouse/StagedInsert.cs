using Fleetlake.Events.Schema;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>The insert that takes a staged file in; <c>date</c>, which is in no file, is given with it.</summary>
internal sealed class StagedInsert(ClickHouseOptions options, TableSchema table, string side, DateOnly date)
{
    private static readonly ClickHouseDialect Dialect = ClickHouseDialect.Instance;

    /// <summary>The statement whose body is the file.</summary>
    public string Sent => $"{Into} from input({Structure}) format Parquet";

    /// <summary>The statement by which the server reads the file itself; null when it is to be sent, or lies in no store.</summary>
    public string? Pulled(StagedFile file)
    {
        if (file.Object is not { } found)
            return null;
        var source = options.Route switch
        {
            StagingRoute.Collection => $"{Dialect.Name(options.Collection!)}, filename = {ClickHouseDialect.Text(found.Key)}, format = 'Parquet', structure = {Structure}",
            StagingRoute.Role => $"{ClickHouseDialect.Text($"{options.StagingUrl!.TrimEnd('/')}/{found.Key}")}, 'Parquet', {Structure}",
            _ => null,
        };
        // Of an object that has been replaced since it was found no row is taken.
        return source is null ? null : $"{Into} from {Function}{source}) where trim(both '\"' from _etag) = {ClickHouseDialect.Text(found.ETag.Trim('"'))}";
    }

    private string Function => options.Cluster is { } cluster ? $"s3Cluster({ClickHouseDialect.Text(cluster)}, " : "s3(";

    private string Into
    {
        get
        {
            var columns = Dialect.Names(ParquetShape.StagedColumns(table));
            return $"insert into {side} (\"date\", {columns}) select {Dialect.Date(date)}, {columns}";
        }
    }

    private string Structure => ClickHouseDialect.Text(
        string.Join(", ", ParquetShape.StagedColumns(table).Select(column => $"{Dialect.Name(column.Name)} {ClickHouseTypes.Plain(column)}")));
}
