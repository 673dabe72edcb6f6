namespace Fleetlake.Tests.Reference;

/// <summary>The tables that add up positions.</summary>
internal static class ReferenceDistances
{
    public static List<DailyDistanceRow> Daily(List<PositionRow> positions)
    {
        var rows = new List<DailyDistanceRow>();
        foreach (var day in positions.GroupBy(row => (row.Date, row.VehicleId, row.OrganizationId)))
        {
            rows.Add(new DailyDistanceRow(
                day.Key.Date, day.Key.VehicleId, day.Key.OrganizationId, day.Count(), day.Sum(row => row.DrivenMeters)));
        }

        return rows;
    }

    public static List<PeriodDistanceRow> OfPeriods(List<MetadataRow> metadata, List<PositionRow> positions)
    {
        var rows = new List<PeriodDistanceRow>();
        // An interval lies within one day, so the positions of that vehicle and day are all that can be in it.
        var positionsOfDay = positions.ToLookup(row => (row.Date, row.OrganizationId, row.VehicleId));
        foreach (var pair in metadata.GroupBy(row => (row.Date, row.OrganizationId, row.OperatingPeriodId, row.VehicleId)))
        {
            long count = 0;
            double meters = 0;
            foreach (PositionRow position in positionsOfDay[(pair.Key.Date, pair.Key.OrganizationId, pair.Key.VehicleId)])
            {
                if (pair.Any(row => row.OperationStart <= position.UpdatedAt && position.UpdatedAt < row.OperationFinish))
                {
                    count++;
                    meters += position.DrivenMeters;
                }
            }

            rows.Add(new PeriodDistanceRow(
                pair.Key.Date, pair.Key.OperatingPeriodId, pair.Key.VehicleId, pair.Key.OrganizationId, count, meters));
        }

        return rows;
    }

    /// <summary>The average over pairs of a vehicle and a period; null when there are none, as in SQL.</summary>
    public static double? Average(List<PeriodDistanceRow> distances)
    {
        List<double> pairs =
        [
            .. distances
                .GroupBy(row => (row.OrganizationId, row.OperatingPeriodId, row.VehicleId))
                .Select(pair => pair.Sum(row => row.DrivenMeters)),
        ];
        return pairs.Count == 0 ? null : pairs.Average();
    }
}
