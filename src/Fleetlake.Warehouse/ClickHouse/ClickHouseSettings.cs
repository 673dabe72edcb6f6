using System.Globalization;

namespace Fleetlake.Warehouse.ClickHouse;

/// <summary>The settings that every statement goes with.</summary>
internal static class ClickHouseSettings
{
    /// <summary>1 allows only to read tables; 2, which a profile may say, to change other settings too, and what comes with grants of sources.</summary>
    public const string ReadOnly = "readonly";

    /// <summary>What makes the SQL of the models mean what it means everywhere else, and keeps a missing value from becoming a zero.</summary>
    private static readonly IReadOnlyDictionary<string, object> Standard = new Dictionary<string, object>
    {
        ["join_use_nulls"] = 1,
        ["cast_keep_nullable"] = 1,
        ["aggregate_functions_null_for_empty"] = 1,
        ["prefer_column_name_to_alias"] = 1,
        ["union_default_mode"] = "DISTINCT",
        ["session_timezone"] = "UTC",
        ["date_time_overflow_behavior"] = "throw",
        // Compiled expressions may round otherwise than interpreted ones: a partition that is built again has to come out the same.
        ["compile_expressions"] = 0,
    };

    private static readonly IReadOnlyDictionary<string, object> Writing = new Dictionary<string, object>
    {
        ["insert_null_as_default"] = 0,
        ["input_format_null_as_default"] = 0,
        ["input_format_parquet_allow_missing_columns"] = 0,
        ["async_insert"] = 0,
        ["insert_deduplicate"] = 0,
        ["max_partitions_per_insert_block"] = 0,
        // The next statement reads what this one wrote, on whichever server it is.
        ["alter_sync"] = 2,
    };

    private static readonly IReadOnlyDictionary<string, object> Cluster = new Dictionary<string, object>
    {
        // A join of two spread tables: the right side is sent to every shard.
        ["distributed_product_mode"] = "global",
        ["distributed_foreground_insert"] = 1,
        // A shard builds its own rows and keeps them.
        ["parallel_distributed_insert_select"] = 2,
        // A shard may have no rows of a date that others have rows of.
        ["allow_replace_partition_from_empty_source"] = 1,
    };

    public static Dictionary<string, object> ToWrite(ClickHouseOptions options) =>
        new(Standard.Concat(Writing).Concat(options.Cluster is null ? [] : Cluster)) { ["max_execution_time"] = Seconds(options.StatementTimeout) };

    /// <summary>Without <see cref="ReadOnly"/>, which a profile that is read-only does not take.</summary>
    public static Dictionary<string, object> ToRead(ClickHouseOptions options) =>
        new(Standard.Concat(options.Cluster is null ? [] : Cluster)) { ["max_execution_time"] = Seconds(options.StatementTimeout) };

    private static string Seconds(TimeSpan time) => Math.Max(1, Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
