using Fleetlake.Events.Schema;

namespace Fleetlake.Warehouse.Redshift;

/// <summary>The types of columns.</summary>
internal static class RedshiftTypes
{
    /// <summary>The type of a column in a table. The contract of events ends an id at 255 bytes; a text ends where Redshift ends it.</summary>
    public static string Stored(Column column, RedshiftClauses clauses) => column.Type switch
    {
        ColumnType.Text => column.Name.EndsWith("_id", StringComparison.Ordinal) ? "varchar(255)" : "varchar(65535)",
        ColumnType.Timestamp => "timestamptz",
        ColumnType.Double => "double precision",
        ColumnType.Date => "date",
        ColumnType.BigInt => "bigint",
        ColumnType.Binary => clauses.BytesType,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "No type of a column."),
    };

    /// <summary>The type that COPY fills from a file: it gives times of Parquet without a zone, which are in UTC.</summary>
    public static string Copied(Column column, RedshiftClauses clauses) => column.Type == ColumnType.Timestamp ? "timestamp" : Stored(column, clauses);

    /// <summary>A copied column as the table has it.</summary>
    public static string FromCopied(Column column)
    {
        string name = RedshiftDialect.Instance.Name(column.Name);
        return column.Type == ColumnType.Timestamp ? $"{name} at time zone 'UTC'" : name;
    }

    /// <summary>The type as the catalog names it.</summary>
    public static string InCatalog(Column column) => column.Type switch
    {
        ColumnType.Text => "character varying",
        ColumnType.Timestamp => "timestamp with time zone",
        ColumnType.Double => "double precision",
        ColumnType.Date => "date",
        ColumnType.BigInt => "bigint",
        ColumnType.Binary => Bytes,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column.Type, "No type of a column."),
    };

    /// <summary>The catalog's name, in the one spelling that bytes have here.</summary>
    public static string OfCatalog(string type) => type is "bytea" or "varbyte" or "varbinary" ? Bytes : type;

    private const string Bytes = "binary varying";
}
