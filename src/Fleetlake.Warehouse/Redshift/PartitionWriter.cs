namespace Fleetlake.Warehouse.Redshift;

/// <summary>Replaces partitions and records them in one transaction: a reader, and whoever comes after a crash, sees both or neither.</summary>
internal sealed class PartitionWriter(RedshiftServer server, RedshiftPartitions states, TableHold? hold)
{
    /// <param name="table">The table.</param>
    /// <param name="statements">What deletes the old rows and inserts the new ones, in this order; none where only states change.</param>
    /// <param name="after">The states, all of the table.</param>
    /// <param name="cancellationToken">Ends the work; everything is then as it was.</param>
    public Task WriteAsync(string table, IReadOnlyList<string> statements, IReadOnlyList<PartitionState> after, CancellationToken cancellationToken) =>
        after.Count == 0 ? Task.CompletedTask : server.InTransactionAsync(
            table,
            async () =>
            {
                foreach (string statement in statements)
                    await server.ExecuteAsync(table, statement, cancellationToken);
                await states.WriteAsync(after, cancellationToken);
                if (hold is not null)
                    await hold.EnsureHeldAsync(cancellationToken);
            },
            cancellationToken);
}
