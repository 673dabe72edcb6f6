namespace Fleetlake.Tests.Warehouse;

/// <summary>An engine that a test runs on.</summary>
public enum TestEngine
{
    DuckDb,
    ClickHouse,

    /// <summary>Redshift, for which PostgreSQL stands in.</summary>
    Redshift,
}
