namespace Fleetlake.Tests.Reference;

/// <summary>The table <c>vehicle_operation_metadata</c>.</summary>
internal static class ReferenceMetadata
{
    private sealed record Stay(string OrganizationId, string VehicleId, long From, long? To);

    public static List<MetadataRow> Compute(
        List<RegisterRow> registers, List<DeregisterRow> deregisters, List<CreateRow> creates, List<DeleteRow> deletes,
        IReadOnlyCollection<DateOnly> runDates)
    {
        var rows = new List<MetadataRow>();
        List<Stay> stays = Stays(registers, deregisters);
        List<CreateRow> periods = Periods(creates, deletes);
        foreach (Stay stay in stays)
        {
            foreach (CreateRow period in periods)
            {
                if (stay.OrganizationId == period.OrganizationId)
                    AddDays(rows, stay, period, runDates);
            }
        }

        return rows;
    }

    private static void AddDays(List<MetadataRow> rows, Stay stay, CreateRow period, IReadOnlyCollection<DateOnly> runDates)
    {
        long from = Math.Max(stay.From, period.Start);
        long to = Math.Min(stay.To ?? long.MaxValue, period.Finish);
        foreach (DateOnly date in runDates)
        {
            long start = Math.Max(from, UtcDay.Start(date));
            long finish = Math.Min(to, UtcDay.Start(date) + UtcDay.MicrosPerDay);
            // An overlap of one instant is none, and one that ends at midnight has no row on the day that begins there.
            if (start < finish)
            {
                rows.Add(new MetadataRow(
                    date, stay.VehicleId, period.OperatingPeriodId, start, finish, stay.OrganizationId));
            }
        }
    }

    private static List<Stay> Stays(List<RegisterRow> registers, List<DeregisterRow> deregisters)
    {
        ILookup<(string, string), long> deregistered =
            deregisters.ToLookup(row => (row.OrganizationId, row.VehicleId), row => row.DeregisteredAt);
        // Keyed by the stay's end: registers with the same one, or none, are one stay.
        var earliest = new Dictionary<(string Organization, string Vehicle, long? To), long>();
        foreach (RegisterRow register in registers)
        {
            long? to = null;
            foreach (long at in deregistered[(register.OrganizationId, register.VehicleId)])
            {
                if (at > register.RegisteredAt && (to is null || at < to))
                    to = at;
            }

            var key = (register.OrganizationId, register.VehicleId, to);
            if (!earliest.TryGetValue(key, out long from) || register.RegisteredAt < from)
                earliest[key] = register.RegisteredAt;
        }

        return [.. earliest.Select(stay => new Stay(stay.Key.Organization, stay.Key.Vehicle, stay.Value, stay.Key.To))];
    }

    /// <summary>The last create of every period that no delete at or after it has ended.</summary>
    private static List<CreateRow> Periods(List<CreateRow> creates, List<DeleteRow> deletes)
    {
        ILookup<(string, string), long> deleted =
            deletes.ToLookup(row => (row.OrganizationId, row.OperatingPeriodId), row => row.DeletedAt);
        var periods = new List<CreateRow>();
        foreach (var period in creates.GroupBy(row => (row.OrganizationId, row.OperatingPeriodId)))
        {
            CreateRow last = period.OrderBy(row => row.CreatedAt).ThenBy(row => row.Start).ThenBy(row => row.Finish).Last();
            if (!deleted[period.Key].Any(at => at >= last.CreatedAt))
                periods.Add(last);
        }

        return periods;
    }
}
