namespace Fleetlake.Tests.Reference;

/// <summary>The table <c>vehicle_position_data</c>.</summary>
internal static class ReferencePositions
{
    private const double EarthRadiusMeters = 6_371_008.8;

    public static List<PositionRow> Compute(List<UpdateRow> updates, IReadOnlyCollection<DateOnly> runDates)
    {
        var rows = new List<PositionRow>();
        var located = updates.Where(row => row.Lat is not null);
        foreach (var vehicle in located.GroupBy(row => (row.OrganizationId, row.VehicleId)))
        {
            UpdateRow? previous = null;
            foreach (UpdateRow update in vehicle.OrderBy(row => row.UpdatedAt).ThenBy(row => row.Lat).ThenBy(row => row.Long))
            {
                if (runDates.Contains(update.Date))
                    rows.Add(Row(update, previous));
                previous = update;
            }
        }

        return rows;
    }

    /// <summary>Haversine on a sphere, in metres; min keeps rounding from leaving the domain of asin.</summary>
    public static double Meters(double lat1, double long1, double lat2, double long2)
    {
        double sinLat = Math.Sin(Radians(lat2 - lat1) / 2);
        double sinLong = Math.Sin(Radians(long2 - long1) / 2);
        double h = (sinLat * sinLat) + (Math.Cos(Radians(lat1)) * Math.Cos(Radians(lat2)) * sinLong * sinLong);
        return 2 * EarthRadiusMeters * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }

    private static PositionRow Row(UpdateRow update, UpdateRow? previous)
    {
        // Interpretation: the immediate predecessor is looked at, and when it is older than the day before there is none.
        if (previous is not null && previous.Date < update.Date.AddDays(-1))
            previous = null;
        double meters = previous is null
            ? 0
            : Meters(previous.Lat!.Value, previous.Long!.Value, update.Lat!.Value, update.Long!.Value);
        double? seconds = previous is null ? null : (update.UpdatedAt - previous.UpdatedAt) / (double)UtcDay.MicrosPerSecond;
        return new PositionRow(
            update.Date, update.VehicleId, update.UpdatedAt, update.Lat!.Value, update.Long!.Value, meters, seconds,
            update.OrganizationId);
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
